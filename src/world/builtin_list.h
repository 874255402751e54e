/* SPDX-License-Identifier: MIT */
/*
 * The modules that lie in the library's image: BUILTIN(name, autoload). The
 * drivers among them are loaded when a world starts, the others on demand.
 */
BUILTIN(arm_smmu, true)
BUILTIN(soft_dma, true)
BUILTIN(textbook_dmac, true)
BUILTIN(textbook_router, true)
BUILTIN(udmabuf, true)
BUILTIN(dmatest, false)
BUILTIN(slavetest, false)
