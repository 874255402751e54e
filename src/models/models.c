// SPDX-License-Identifier: MIT
/*
 * The models that the library brings along. A new one is declared and listed
 * here; the machine looks through the list for each node of a board, after
 * what users registered with dmae_model_register(). Host side.
 */
#include <dmae/model.h>

extern const struct dmae_model_class arm_smmu_class;
extern const struct dmae_model_class bcm2835_dma_class;
extern const struct dmae_model_class dw_dmac_class;
extern const struct dmae_model_class dw_dmac_pci_class;
extern const struct dmae_model_class idma32_pci_class;
extern const struct dmae_model_class gic_v2m_class;
extern const struct dmae_model_class ivshmem_class;
extern const struct dmae_model_class pci_host_ecam_class;
extern const struct dmae_model_class pci_root_intel_class;
extern const struct dmae_model_class pl330_class;
extern const struct dmae_model_class plx_dma_class;
extern const struct dmae_model_class pxa_dma_class;
extern const struct dmae_model_class stm32_dma_class;
extern const struct dmae_model_class stm32_dmamux_class;
extern const struct dmae_model_class stm32_hash_class;
extern const struct dmae_model_class stm32_mdma_class;
extern const struct dmae_model_class stm32_sai_class;
extern const struct dmae_model_class stm32_spi_class;
extern const struct dmae_model_class stm32_usart_class;
extern const struct dmae_model_class textbook_dmac_class;
extern const struct dmae_model_class textbook_fifo_class;
extern const struct dmae_model_class textbook_router_class;

const struct dmae_model_class *const dmae_builtin_models[] = {
	&arm_smmu_class,
	&bcm2835_dma_class,
	&dw_dmac_class,
	&dw_dmac_pci_class,
	&idma32_pci_class,
	&gic_v2m_class,
	&ivshmem_class,
	&pci_host_ecam_class,
	&pci_root_intel_class,
	&pl330_class,
	&plx_dma_class,
	&pxa_dma_class,
	&stm32_dma_class,
	&stm32_dmamux_class,
	&stm32_hash_class,
	&stm32_mdma_class,
	&stm32_sai_class,
	&stm32_spi_class,
	&stm32_usart_class,
	&textbook_dmac_class,
	&textbook_fifo_class,
	&textbook_router_class,
	NULL,
};
