/* SPDX-License-Identifier: MIT */
/* Where the tree's overlays are. Plain C, for kernel-side tests. */
#ifndef TESTS_OVERLAY_PATH_H
#define TESTS_OVERLAY_PATH_H

/** overlay_path() - of boards/overlays/@name; valid until the next call */
const char *overlay_path(const char *name);

#endif
