/* SPDX-License-Identifier: MIT */
/* The kernel's ciphers, which no world has: the names that DMA drivers' structures mention. */
#ifndef _LINUX_CRYPTO_H
#define _LINUX_CRYPTO_H

#include <linux/types.h>

#define CRYPTO_MAX_ALG_NAME	128

struct crypto_alg;
struct crypto_async_request;
struct crypto_tfm;

typedef void (*crypto_completion_t)(void *req, int err);

#endif
