/* SPDX-License-Identifier: MIT */
/* The wait queues by address, in a world. */
#ifndef DMAE_BASE_WAIT_BIT_H
#define DMAE_BASE_WAIT_BIT_H

/** wait_bit_start() - before anybody waits */
void wait_bit_start(void);

#endif
