/* SPDX-License-Identifier: MIT */
/*
 * The modules that lie in the library's image: BUILTIN(name, autoload). The
 * drivers among them are loaded when a world starts, the others on demand.
 */
BUILTIN(soft_dma, true)
BUILTIN(textbook_dmac, true)
BUILTIN(textbook_router, true)
BUILTIN(dmatest, false)
BUILTIN(slavetest, false)
