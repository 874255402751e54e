/* SPDX-License-Identifier: MIT */
/*
 * The configuration: every CONFIG_ symbol that is set for the library and,
 * by default, for a driver that `dmae build` compiles. It says what this
 * kernel can do, and sets what a driver needs to be built at all; the drivers
 * of a controller are modules here, as IS_ENABLED() of their symbols tells.
 *
 * -DCONFIG_X=1 sets one more. A file that DMAE_KCONFIG_FILE names, in quotes,
 * is read last: it may set and, with #undef, clear. Included by
 * <linux/kconfig.h>, and by nobody else.
 */

/* ---- the machine ------------------------------------------------------- */

#define CONFIG_64BIT 1
/* what arch/ code a driver wants, where it asks: a machine of 64 bits, little endian, with a DT */
#define CONFIG_ARM64 1
#define CONFIG_SMP 1
#define CONFIG_MMU 1
#define CONFIG_HAS_DMA 1
#define CONFIG_HAS_IOMEM 1
#define CONFIG_HAS_IOPORT 1
#define CONFIG_HAS_IOPORT_MAP 1
#define CONFIG_ARCH_DMA_ADDR_T_64BIT 1
#define CONFIG_PHYS_ADDR_T_64BIT 1
#define CONFIG_NEED_SG_DMA_LENGTH 1
#define CONFIG_ARCH_HAS_SG_CHAIN 1
#define CONFIG_SG_POOL 1
#define CONFIG_IOMMU_API 1
#define CONFIG_IOMMU_DMA 1
#define CONFIG_IOMMU_IOVA 1
#define CONFIG_IOMMU_IO_PGTABLE 1
#define CONFIG_IOMMU_IO_PGTABLE_LPAE 1
#define CONFIG_OF_IOMMU 1
#define CONFIG_ARM_SMMU_DISABLE_BYPASS_BY_DEFAULT 1
#define CONFIG_SWIOTLB 1
#define CONFIG_NEED_DMA_MAP_STATE 1
#define CONFIG_DMA_RESTRICTED_POOL 1
#define CONFIG_ARCH_HAS_SYNC_DMA_FOR_DEVICE 1
#define CONFIG_ARCH_HAS_SYNC_DMA_FOR_CPU 1
#define CONFIG_ARCH_HAS_DMA_PREP_COHERENT 1

/* ---- services ---------------------------------------------------------- */

#define CONFIG_MODULES 1
#define CONFIG_MODULE_UNLOAD 1
#define CONFIG_PRINTK 1
#define CONFIG_BUG 1
#define CONFIG_DYNAMIC_DEBUG 1
#define CONFIG_DYNAMIC_DEBUG_CORE 1
#define CONFIG_SYSFS 1
#define CONFIG_PROC_FS 1
#define CONFIG_DEBUG_FS 1
#define CONFIG_TRACEPOINTS 1
#define CONFIG_TRACING 1
#define CONFIG_OF 1
#define CONFIG_OF_ADDRESS 1
#define CONFIG_OF_IRQ 1
#define CONFIG_PM 1
#define CONFIG_PM_SLEEP 1
#define CONFIG_PM_GENERIC_DOMAINS 1
#define CONFIG_PM_GENERIC_DOMAINS_OF 1
#define CONFIG_CPU_PM 1
#define CONFIG_ARM_AMBA 1
#define CONFIG_PCI 1
#define CONFIG_PCI_MSI 1
#define CONFIG_IRQ_DOMAIN 1
#define CONFIG_GENERIC_MSI_IRQ 1
#define CONFIG_GENERIC_MSI_IRQ_DOMAIN 1
#define CONFIG_COMMON_CLK 1
#define CONFIG_HAVE_CLK 1
#define CONFIG_RESET_CONTROLLER 1
#define CONFIG_REGMAP 1
#define CONFIG_REGMAP_MMIO 1
#define CONFIG_MFD_SYSCON 1
#define CONFIG_GENERIC_ALLOCATOR 1
#define CONFIG_FW_LOADER 1
#define CONFIG_SOC_BUS 1

/* ---- the DMA Engine ---------------------------------------------------- */

#define CONFIG_DMADEVICES 1
#define CONFIG_DMA_ENGINE 1
#define CONFIG_DMA_OF 1
#define CONFIG_DMA_VIRTUAL_CHANNELS 1
#define CONFIG_DMA_ENGINE_RAID 1

/*
 * ---- drivers ------------------------------------------------------------
 *
 * Those whose headers ask: what a driver's header declares only where the
 * driver is configured, and otherwise replaces by an empty function. =1
 * where Linux has no choice of a module.
 */

#define CONFIG_AMBA_PL08X 1
#define CONFIG_DW_DMAC_CORE_MODULE 1
#define CONFIG_DW_DMAC_MODULE 1
#define CONFIG_DW_DMAC_PCI_MODULE 1
#define CONFIG_DW_EDMA_MODULE 1
#define CONFIG_DW_EDMA_PCIE_MODULE 1
#define CONFIG_HSU_DMA_MODULE 1
#define CONFIG_HSU_DMA_PCI_MODULE 1
#define CONFIG_INTEL_IDMA64_MODULE 1
#define CONFIG_INTEL_IDXD_MODULE 1
#define CONFIG_INTEL_IDXD_PERFMON 1
#define CONFIG_MX3_IPU 1
#define CONFIG_MX3_IPU_IRQS 4
#define CONFIG_SH_DMAE_BASE 1
#define CONFIG_STE_DMA40 1
