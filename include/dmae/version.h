/* SPDX-License-Identifier: MIT */
/*
 * The version of these headers. A module that was compiled with others is
 * refused when it is loaded: structures may have changed.
 */
#ifndef DMAE_VERSION_H
#define DMAE_VERSION_H

#define DMAE_VERSION "0.1.0"

#endif
