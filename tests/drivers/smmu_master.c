// SPDX-License-Identifier: MIT
/* Bus masters that do what a test tells them, behind an ARM SMMU. Host side. */
#include <dmae/model.h>
#include <dmae/world.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

#include "base/exec/exec.h"
#include "machine/machine.h"
#include "smmu_master.h"

#define SMMU_BASE  0x50000000u
#define SMMU_GFSR  0x48u
#define SMMU_FSR   0x8058u /* of the first context bank; the others' are a page apart */

static struct dmae_model *masters[SMMU_MASTERS];

static int master_create(struct dmae_model *m)
{
	unsigned int n = dmae_model_window_base(m, 0) >> 12 & 0xf;

	if (n >= SMMU_MASTERS)
		return -22;
	masters[n] = m;
	return 0;
}

static const char *const compatible[] = { SMMU_MASTER_COMPATIBLE, NULL };

static const struct dmae_model_class master_class = {
	.name = "test-smmu-master",
	.compatible = compatible,
	.state_size = 8,
	.create = master_create,
};

static char path[64];

static int board_write(unsigned int count, const char *walk)
{
	unsigned int i;
	FILE *f;
	int fd;

	strcpy(path, "/tmp/dmae-smmu-XXXXXX.dts");
	fd = mkstemps(path, 4);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!f)
		return -1;
	fprintf(f,
		"/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>;\n"
		"compatible = \"test,smmu\"; interrupt-parent = <&intc>;\n"
		"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x20000000>; };\n"
		"soc { compatible = \"simple-bus\"; #address-cells = <1>; #size-cells = <1>;\n"
		"ranges;\n"
		"intc: interrupt-controller@3fff0000 { compatible = \"dmae,textbook-intc\";\n"
		"reg = <0x3fff0000 0x1000>; interrupt-controller; #address-cells = <0>;\n"
		"#interrupt-cells = <2>; };\n"
		"smmu: iommu@50000000 { compatible = \"arm,mmu-500\"; reg = <0x%x 0x10000>;\n"
		"#global-interrupts = <1>; #iommu-cells = <1>; %s\n"
		"interrupts = <32 4>, <33 4>, <34 4>, <35 4>, <36 4>; };\n",
		SMMU_BASE, walk);
	for (i = 0; i < count; i++)
		fprintf(f,
			"master@%x { compatible = \"" SMMU_MASTER_COMPATIBLE "\";\n"
			"reg = <0x%x 0x1000>; iommus = <&smmu 0x%x>; dma-coherent; };\n",
			0x60000000 + 0x1000 * i, 0x60000000 + 0x1000 * i, SMMU_MASTER_STREAM + i);
	fprintf(f, "}; };\n");
	return fclose(f);
}

int smmu_world_start(unsigned int count, const char *walk, const char *const *params, int checker)
{
	struct dmae_world_params p = world_params(path);
	int err;

	memset(masters, 0, sizeof(masters));
	if (board_write(count, walk))
		return -5;
	p.params = params;
	p.checker = checker ? DMAE_ON : DMAE_OFF;
	err = dmae_model_register(&master_class);
	if (!err)
		err = dmae_world_start(&p);
	if (err)
		fprintf(stderr, "world: %s\n", dmae_error());
	unlink(path);
	return err;
}

int smmu_world_stop(void)
{
	int err = dmae_world_stop();

	dmae_model_unregister(&master_class);
	return err;
}

int smmu_master_read(unsigned int n, uint64_t addr, void *data, size_t len)
{
	int response;

	exec_hw_lock();
	response = dmae_bus_read(masters[n], addr, data, len);
	exec_hw_unlock();
	return response;
}

int smmu_master_write(unsigned int n, uint64_t addr, const void *data, size_t len)
{
	int response;

	exec_hw_lock();
	response = dmae_bus_write(masters[n], addr, data, len);
	exec_hw_unlock();
	return response;
}

size_t smmu_master_reach(unsigned int n, uint64_t addr, size_t len, int write)
{
	size_t reach;

	exec_hw_lock();
	reach = dmae_bus_reach(masters[n], addr, len, write);
	exec_hw_unlock();
	return reach;
}

int smmu_settled(void)
{
	char *regs = machine_ioremap(SMMU_BASE, 0x10000);
	uint64_t faults = machine_mmio_read(regs + SMMU_GFSR, 4);
	unsigned int i;

	for (i = 0; i < SMMU_CONTEXTS; i++)
		faults |= machine_mmio_read(regs + SMMU_FSR + 0x1000 * i, 4) & 0xc00001fe;
	machine_iounmap(regs);
	return !faults;
}
