/* SPDX-License-Identifier: MIT */
/*
 * Running other programs: cpp and dtc for boards, the compiler for `dmae
 * build`, tar for a kernel package. Their input, output and messages are
 * memory files, so that several can run at once and nothing is left behind.
 * Host side.
 */
#ifndef DMAE_BASE_PROCESS_H
#define DMAE_BASE_PROCESS_H

#include <stddef.h>

/**
 * struct process - a program, and what became of it; zeroed before first use
 * @argv: NULL-terminated; process_arg() adds to it
 * @input: what it reads; may be NULL
 * @output: what it wrote, with a NUL behind it, once it has ended
 * @messages: what it wrote to standard error, the same
 */
struct process {
	char **argv;
	int argc;
	const void *input;
	size_t input_len;
	char *output;
	size_t output_len;
	char *messages;
	int pid;
	int files[3];
};

/** process_arg() - one more argument; the first is the program, looked up in PATH */
void process_arg(struct process *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** process_args() - the words of @text, with blanks between them, as arguments */
void process_args(struct process *p, const char *text);
/** process_start() - 0, or a negative error code where it cannot be run */
int process_start(struct process *p);
/**
 * process_wait() - until one that was started has ended
 * Return: its exit status, 128 + a signal's number, or a negative error code.
 */
int process_wait(struct process *p);
/** process_run() - process_start() and process_wait() */
int process_run(struct process *p);
void process_free(struct process *p);

#endif
