/* SPDX-License-Identifier: MIT */
/* What a processor architecture adds to devices: nothing here. */
#ifndef _ASM_DEVICE_H
#define _ASM_DEVICE_H

struct dev_archdata {
};

struct pdev_archdata {
};

#endif
