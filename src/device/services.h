/* SPDX-License-Identifier: MIT */
/*
 * The lives of the services that drivers share beside the driver core: for
 * device.c, which starts and stops them. Those that are not here begin with
 * their first use.
 */
#ifndef DMAE_DEVICE_SERVICES_H
#define DMAE_DEVICE_SERVICES_H

/* core_start.c calls these as the driver core comes up and goes */
int chrdev_start(void);
void chrdev_stop(void);
int misc_start(void);
void misc_stop(void);
int soc_start(void);
void soc_stop(void);
int perf_start(void);
void perf_stop(void);
int genpd_start(void);
void genpd_stop(void);
int rproc_start(void);
void rproc_stop(void);

/* device.c calls these once no driver is bound any more, while the board's nodes are still there */
void syscon_stop(void);
void sram_stop(void);
void reserved_mem_stop(void);
void regulators_stop(void);

#endif
