/* SPDX-License-Identifier: MIT */
/* What is released when a driver is unbound, which <linux/device.h> has here. */
#ifndef _LINUX_DEVICE_DEVRES_H_
#define _LINUX_DEVICE_DEVRES_H_

#include <linux/device.h>

#endif
