// SPDX-License-Identifier: MIT
/* A register pointer that is dereferenced: the process ends, and says why. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake.h"

#define DEV "dma@40000000 { compatible = \"test,fake\"; reg = <0x40000000 0x80>; };"

/* run @fn in a child; what it wrote to standard error, and how it ended */
static char *child(void (*fn)(char *regs), int *status)
{
	static char text[8192];
	size_t n = 0;
	ssize_t got;
	int fds[2];
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (!pid) {
		dup2(fds[1], 2);
		close(fds[0]);
		fn(machine_ioremap(0x40000000, 0x80));
		_exit(0);
	}
	close(fds[1]);
	while (n < sizeof(text) - 1 && (got = read(fds[0], text + n, sizeof(text) - 1 - n)) > 0)
		n += got;
	text[n] = '\0';
	close(fds[0]);
	assert_int_equal(waitpid(pid, status, 0), pid);
	return text;
}

static void read_directly(char *regs)
{
	(void)*(volatile uint32_t *)(regs + 0x10);
}

static void write_directly(char *regs)
{
	*(volatile uint32_t *)(regs + 0x24) = 1;
}

static void read_after_unmap(char *regs)
{
	machine_iounmap(regs);
	(void)*(volatile uint32_t *)regs;
}

static void direct_read_is_explained(void **state)
{
	const char *text;
	int status;

	fake_start(DEV);
	text = child(read_directly, &status);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_non_null(strstr(text, "BUG: direct dereference of MMIO address: dma@40000000 + 0x10 (read); use readl()/ioread32()"));
}

static void direct_write_is_explained(void **state)
{
	const char *text;
	int status;

	fake_start(DEV);
	text = child(write_directly, &status);
	assert_true(WIFSIGNALED(status));
	assert_non_null(strstr(text, "BUG: direct dereference of MMIO address: dma@40000000 + 0x24"));
#if defined(__x86_64__)
	assert_non_null(strstr(text, "(write); use writel()/iowrite32()"));
#endif
}

static void dereference_after_iounmap_is_explained(void **state)
{
	const char *text;
	int status;

	fake_start(DEV);
	text = child(read_after_unmap, &status);
	assert_true(WIFSIGNALED(status));
	assert_non_null(strstr(text, "not mapped (any more)"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(direct_read_is_explained, fake_stop),
		cmocka_unit_test_teardown(direct_write_is_explained, fake_stop),
		cmocka_unit_test_teardown(dereference_after_iounmap_is_explained, fake_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
