/* SPDX-License-Identifier: MIT */
/* The fsl-mc bus in the driver core; and what a driver of its queues would offer. */
#ifndef DMAE_DEVICE_FSL_MC_H
#define DMAE_DEVICE_FSL_MC_H

#include <linux/types.h>

struct device;

int fsl_mc_start(void);
void fsl_mc_stop(void);

int dpaa2_io_service_register(void *service, void *ctx, struct device *dev);
void dpaa2_io_service_deregister(void *service, void *ctx, struct device *dev);
int dpaa2_io_service_rearm(void *service, void *ctx);
int dpaa2_io_service_pull_fq(void *service, u32 fqid, void *store);
int dpaa2_io_service_enqueue_fq(void *service, u32 fqid, const void *fd);
void *dpaa2_io_store_create(unsigned int max_frames, struct device *dev);
void dpaa2_io_store_destroy(void *store);
void *dpaa2_io_store_next(void *store, int *is_last);

#endif
