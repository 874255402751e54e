/* SPDX-License-Identifier: MIT */
/*
 * Bus masters that do what a test tells them, behind an ARM SMMU, and the
 * board that they are on. Plain C; the models are in smmu_master.c, on the
 * host's side.
 */
#ifndef TESTS_SMMU_MASTER_H
#define TESTS_SMMU_MASTER_H

#include <stddef.h>
#include <stdint.h>

#define SMMU_MASTERS		5
#define SMMU_CONTEXTS		4
#define SMMU_MASTER_COMPATIBLE	"test,smmu-master"

/* the first master's stream; the others' follow */
#define SMMU_MASTER_STREAM	0x11u

/**
 * smmu_world_start() - a world with an SMMU of four context banks and @masters masters behind it
 * @walk: "dma-coherent;" or ""
 * @params: settings, NULL-terminated; or NULL
 * @checker: the DMA checker is on
 */
int smmu_world_start(unsigned int masters, const char *walk, const char *const *params,
		     int checker);
int smmu_world_stop(void);

/* one access of master @n; 0, or the bus's response */
int smmu_master_read(unsigned int n, uint64_t addr, void *data, size_t len);
int smmu_master_write(unsigned int n, uint64_t addr, const void *data, size_t len);
/* true if all faults that were raised have been dealt with */
int smmu_settled(void);
/* how far master @n could go, without an access */
size_t smmu_master_reach(unsigned int n, uint64_t addr, size_t len, int write);

#endif
