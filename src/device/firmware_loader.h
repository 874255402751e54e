/* SPDX-License-Identifier: MIT */
/* Where firmware files are looked for: for src/world, which knows what the user said. */
#ifndef DMAE_DEVICE_FIRMWARE_LOADER_H
#define DMAE_DEVICE_FIRMWARE_LOADER_H

/**
 * firmware_loader_path() - @path: directories, separated by colons, that come first; copied; NULL:
 * none
 */
void firmware_loader_path(const char *path);
void firmware_loader_stop(void);

#endif
