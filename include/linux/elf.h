/* SPDX-License-Identifier: MIT */
/* The executable format, as far as firmware uses it. */
#ifndef _LINUX_ELF_H
#define _LINUX_ELF_H

#include <linux/types.h>

#define EI_NIDENT	16
#define EI_CLASS	4
#define EI_DATA		5
#define ELFMAG		"\177ELF"
#define SELFMAG		4
#define ELFCLASS32	1
#define ELFCLASS64	2
#define ELFDATA2LSB	1
#define ELFDATA2MSB	2
#define PT_LOAD		1

typedef struct elf32_hdr {
	unsigned char e_ident[EI_NIDENT];
	__u16 e_type;
	__u16 e_machine;
	__u32 e_version;
	__u32 e_entry;
	__u32 e_phoff;
	__u32 e_shoff;
	__u32 e_flags;
	__u16 e_ehsize;
	__u16 e_phentsize;
	__u16 e_phnum;
	__u16 e_shentsize;
	__u16 e_shnum;
	__u16 e_shstrndx;
} Elf32_Ehdr;

typedef struct elf64_hdr {
	unsigned char e_ident[EI_NIDENT];
	__u16 e_type;
	__u16 e_machine;
	__u32 e_version;
	__u64 e_entry;
	__u64 e_phoff;
	__u64 e_shoff;
	__u32 e_flags;
	__u16 e_ehsize;
	__u16 e_phentsize;
	__u16 e_phnum;
	__u16 e_shentsize;
	__u16 e_shnum;
	__u16 e_shstrndx;
} Elf64_Ehdr;

typedef struct elf32_phdr {
	__u32 p_type;
	__u32 p_offset;
	__u32 p_vaddr;
	__u32 p_paddr;
	__u32 p_filesz;
	__u32 p_memsz;
	__u32 p_flags;
	__u32 p_align;
} Elf32_Phdr;

typedef struct elf64_phdr {
	__u32 p_type;
	__u32 p_flags;
	__u64 p_offset;
	__u64 p_vaddr;
	__u64 p_paddr;
	__u64 p_filesz;
	__u64 p_memsz;
	__u64 p_align;
} Elf64_Phdr;

#endif
