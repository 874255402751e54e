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

/*
 * Run @fn in a child, which has the machine to itself: what it wrote to
 * standard error. It must end by itself; under a sanitizer, that may be with
 * an exit code in place of the signal.
 */
static char *dies(void (*fn)(char *regs))
{
	static char text[8192];
	size_t n = 0;
	ssize_t got;
	int fds[2];
	int status;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (!pid) {
		dup2(fds[1], 2);
		close(fds[0]);
		/* cmocka's handlers, which would go on with the next test */
		signal(SIGSEGV, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		fake_start(DEV);
		fn(machine_ioremap(0x40000000, 0x80));
		_exit(0);
	}
	close(fds[1]);
	while (n < sizeof(text) - 1 && (got = read(fds[0], text + n, sizeof(text) - 1 - n)) > 0)
		n += got;
	text[n] = '\0';
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_not_equal(status, 0);
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
	assert_non_null(
		strstr(dies(read_directly), "BUG: direct dereference of MMIO address: dma@40000000 "
					    "+ 0x10 (read); use readl()/ioread32()"));
}

static void direct_write_is_explained(void **state)
{
	const char *text = dies(write_directly);

	assert_non_null(
		strstr(text, "BUG: direct dereference of MMIO address: dma@40000000 + 0x24"));
#if defined(__x86_64__)
	assert_non_null(strstr(text, "(write); use writel()/iowrite32()"));
#endif
}

static void dereference_after_iounmap_is_explained(void **state)
{
	assert_non_null(strstr(dies(read_after_unmap), "not mapped (any more)"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(direct_read_is_explained),
		cmocka_unit_test(direct_write_is_explained),
		cmocka_unit_test(dereference_after_iounmap_is_explained),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
