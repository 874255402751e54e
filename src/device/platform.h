/* SPDX-License-Identifier: MIT */
/* The platform bus, between its files. */
#ifndef DMAE_DEVICE_PLATFORM_H
#define DMAE_DEVICE_PLATFORM_H

void platform_device_stop(void);

#endif
