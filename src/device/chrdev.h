/* SPDX-License-Identifier: MIT */
/* Nodes under the world's /dev: made and removed with the devices whose number they have. */
#ifndef DMAE_DEVICE_CHRDEV_H
#define DMAE_DEVICE_CHRDEV_H

struct device;

/** dev_node_add() - for a device with a number; a name that is taken is reported and left */
void dev_node_add(struct device *dev);
void dev_node_remove(struct device *dev);

#endif
