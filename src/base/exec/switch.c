// SPDX-License-Identifier: MIT
/* Changing stacks: x86-64 and arm64. */
#include <stdint.h>

#include "base/exec/switch.h"

#if defined(__x86_64__)

__asm__(".text\n"
	".globl exec_switch_stack\n"
	".hidden exec_switch_stack\n"
	".type exec_switch_stack, @function\n"
	"exec_switch_stack:\n"
	"	pushq %rbp\n"
	"	pushq %rbx\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	movq %rsp, (%rdi)\n"
	"	movq %rsi, %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbx\n"
	"	popq %rbp\n"
	"	ret\n"
	".size exec_switch_stack, . - exec_switch_stack\n");

void *exec_new_stack(void *top, void (*entry)(void))
{
	uint64_t *sp = (uint64_t *)((uintptr_t)top & ~15ul);
	int i;

	*--sp = 0;			/* a return address for unwinders to stop at */
	*--sp = (uintptr_t)entry;
	for (i = 0; i < 6; i++)
		*--sp = 0;
	return sp;
}

#elif defined(__aarch64__)

__asm__(".text\n"
	".globl exec_switch_stack\n"
	".hidden exec_switch_stack\n"
	".type exec_switch_stack, %function\n"
	"exec_switch_stack:\n"
	"	sub sp, sp, #160\n"
	"	stp x19, x20, [sp, #0]\n"
	"	stp x21, x22, [sp, #16]\n"
	"	stp x23, x24, [sp, #32]\n"
	"	stp x25, x26, [sp, #48]\n"
	"	stp x27, x28, [sp, #64]\n"
	"	stp x29, x30, [sp, #80]\n"
	"	stp d8, d9, [sp, #96]\n"
	"	stp d10, d11, [sp, #112]\n"
	"	stp d12, d13, [sp, #128]\n"
	"	stp d14, d15, [sp, #144]\n"
	"	mov x2, sp\n"
	"	str x2, [x0]\n"
	"	mov sp, x1\n"
	"	ldp x19, x20, [sp, #0]\n"
	"	ldp x21, x22, [sp, #16]\n"
	"	ldp x23, x24, [sp, #32]\n"
	"	ldp x25, x26, [sp, #48]\n"
	"	ldp x27, x28, [sp, #64]\n"
	"	ldp x29, x30, [sp, #80]\n"
	"	ldp d8, d9, [sp, #96]\n"
	"	ldp d10, d11, [sp, #112]\n"
	"	ldp d12, d13, [sp, #128]\n"
	"	ldp d14, d15, [sp, #144]\n"
	"	add sp, sp, #160\n"
	"	ret\n"
	".size exec_switch_stack, . - exec_switch_stack\n");

void *exec_new_stack(void *top, void (*entry)(void))
{
	uint64_t *sp = (uint64_t *)((uintptr_t)top & ~15ul);
	int i;

	for (i = 0; i < 20; i++)
		*--sp = 0;
	sp[11] = (uintptr_t)entry;	/* x30 */
	return sp;
}

#else
#error "fibers need a stack switch for this processor: add it here"
#endif
