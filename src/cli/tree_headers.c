// SPDX-License-Identifier: MIT
/*
 * The headers that a driver gets from the kernel tree it was taken from: those
 * that describe one device, or the bindings of one. What declares a service of
 * the kernel is not among them and must never be: it is ours, or it is missing
 * and `dmae build` says so. Ours come first where both exist. Host side.
 */
#include "cli/build.h"

const char *const tree_headers[] = {
	"dt-bindings",
	"linux/platform_data",
	"linux/dma",
	"linux/mfd/syscon",
	"linux/soc/ti",
	"linux/soc/renesas",
	"linux/fsl/bestcomm",
	"linux/amba/pl080.h",
	"linux/amba/pl08x.h",
	"linux/fpga/adi-axi-common.h",
	"linux/fsldma.h",
	"linux/idxd.h",
	"linux/mailbox/brcm-message.h",
	"linux/omap-dma.h",
	"linux/omap-dmaengine.h",
	"linux/pch_dma.h",
	"linux/remoteproc/st_slim_rproc.h",
	"linux/sh_dma.h",
	"linux/shdma-base.h",
	"linux/stmp_device.h",
	"linux/timb_dma.h",
	"soc/fsl/dpaa2-fd.h",
	"soc/fsl/dpaa2-global.h",
	"soc/fsl/dpaa2-io.h",
	"trace/events/tegra_apb_dma.h",
	"uapi/linux/idxd.h",
	"arch/powerpc/include/asm/mpc52xx.h",
	"arch/powerpc/include/asm/mpc52xx_psc.h",
	"arch/powerpc/include/asm/dcr-regs.h",
	"arch/mips/include/asm/txx9/dmac.h",
	NULL,
};
