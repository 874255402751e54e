/* SPDX-License-Identifier: MIT */
/* What x86 processors say of themselves: this machine has one feature. */
#ifndef _ASM_CPUFEATURE_H
#define _ASM_CPUFEATURE_H

#define X86_FEATURE_DCA		(4 * 32 + 18)
#define X86_FEATURE_XMM2	(0 * 32 + 26)
#define X86_FEATURE_MOVDIR64B	(16 * 32 + 28)
#define X86_FEATURE_ENQCMD	(16 * 32 + 29)

/* commands of 64 bytes can be written in one go: iosubmit_cmds512() */
#define boot_cpu_has(bit)	((bit) == X86_FEATURE_MOVDIR64B)
#define cpu_feature_enabled(bit) boot_cpu_has(bit)
#define static_cpu_has(bit)	boot_cpu_has(bit)

static inline unsigned int cpuid_eax(unsigned int op)
{
	return 0;
}

static inline unsigned int cpuid_ebx(unsigned int op)
{
	return 0;
}

#endif
