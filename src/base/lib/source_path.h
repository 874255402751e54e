/* SPDX-License-Identifier: MIT */
/* __FILE__ as a reader knows it. */
#ifndef DMAE_BASE_SOURCE_PATH_H
#define DMAE_BASE_SOURCE_PATH_H

/** source_path() - @file without the way out of the build directory */
const char *source_path(const char *file);

#endif
