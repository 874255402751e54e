/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_UDMABUF_H
#define _LINUX_UDMABUF_H

#include <uapi/linux/udmabuf.h>

#endif
