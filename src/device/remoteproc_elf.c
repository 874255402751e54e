// SPDX-License-Identifier: MIT
/* Remote processors: firmware in ELF files, of 32 and 64 bits, in our byte order. */
#include <linux/elf.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/firmware.h>
#include <linux/io.h>
#include <linux/remoteproc.h>
#include <linux/string.h>

/* what both formats say */
struct segment {
	u32 type;
	u64 offset, paddr, filesz, memsz;
};

struct image {
	bool is64;
	u64 entry, phoff;
	unsigned int phentsize, phnum;
};

static void image_of(const struct firmware *fw, struct image *image)
{
	const Elf32_Ehdr *e32 = (const void *)fw->data;
	const Elf64_Ehdr *e64 = (const void *)fw->data;

	if (e32->e_ident[EI_CLASS] == ELFCLASS64)
		*image = (struct image){ true, e64->e_entry, e64->e_phoff, e64->e_phentsize,
					 e64->e_phnum };
	else
		*image = (struct image){ false, e32->e_entry, e32->e_phoff, e32->e_phentsize,
					 e32->e_phnum };
}

static void segment_of(const struct firmware *fw, const struct image *image, unsigned int i,
		       struct segment *s)
{
	const u8 *at = fw->data + image->phoff + (size_t)i * image->phentsize;
	Elf32_Phdr p32;
	Elf64_Phdr p64;

	if (image->is64) {
		memcpy(&p64, at, sizeof(p64));
		*s = (struct segment){ p64.p_type, p64.p_offset, p64.p_paddr, p64.p_filesz,
				       p64.p_memsz };
	} else {
		memcpy(&p32, at, sizeof(p32));
		*s = (struct segment){ p32.p_type, p32.p_offset, p32.p_paddr, p32.p_filesz,
				       p32.p_memsz };
	}
}

int rproc_elf_sanity_check(struct rproc *rproc, const struct firmware *fw)
{
	struct device *dev = &rproc->dev;
	struct image image;
	size_t header;

	if (!fw || fw->size < sizeof(Elf32_Ehdr)) {
		dev_err(dev, "failed to load %s\n", rproc->firmware);
		return -EINVAL;
	}
	if (memcmp(fw->data, ELFMAG, SELFMAG)) {
		dev_err(dev, "Image is corrupted (bad magic)\n");
		return -EINVAL;
	}
	if (fw->data[EI_CLASS] != ELFCLASS32 && fw->data[EI_CLASS] != ELFCLASS64) {
		dev_err(dev, "Unsupported class: %d\n", fw->data[EI_CLASS]);
		return -EINVAL;
	}
	if (fw->data[EI_DATA] != ELFDATA2LSB) {
		dev_err(dev, "Unsupported firmware endianness\n");
		return -EINVAL;
	}
	if (fw->data[EI_CLASS] == ELFCLASS64 && fw->size < sizeof(Elf64_Ehdr)) {
		dev_err(dev, "elf64 header is missing\n");
		return -EINVAL;
	}
	image_of(fw, &image);
	header = image.is64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	if (!image.phnum) {
		dev_err(dev, "No loadable segments\n");
		return -EINVAL;
	}
	if (image.phentsize < header || image.phoff > fw->size ||
	    (fw->size - image.phoff) / image.phentsize < image.phnum) {
		dev_err(dev, "Firmware size is too small\n");
		return -EINVAL;
	}
	return 0;
}
EXPORT_SYMBOL(rproc_elf_sanity_check);

u64 rproc_elf_get_boot_addr(struct rproc *rproc, const struct firmware *fw)
{
	struct image image;

	image_of(fw, &image);
	return image.entry;
}
EXPORT_SYMBOL(rproc_elf_get_boot_addr);

static int segment_load(struct rproc *rproc, const struct firmware *fw, const struct segment *s)
{
	struct device *dev = &rproc->dev;
	bool is_iomem = false;
	void *to;

	if (s->filesz > s->memsz) {
		dev_err(dev, "bad phdr filesz 0x%llx memsz 0x%llx\n", s->filesz, s->memsz);
		return -EINVAL;
	}
	if (s->offset > fw->size || s->filesz > fw->size - s->offset) {
		dev_err(dev, "truncated fw: need 0x%llx avail 0x%zx\n", s->offset + s->filesz,
			fw->size);
		return -EINVAL;
	}
	to = rproc_da_to_va(rproc, s->paddr, s->memsz, &is_iomem);
	if (!to) {
		dev_err(dev, "bad phdr da 0x%llx mem 0x%llx\n", s->paddr, s->memsz);
		return -EINVAL;
	}
	/* right for memory as for registers */
	memcpy_toio(to, fw->data + s->offset, s->filesz);
	memset_io((u8 __iomem *)to + s->filesz, 0, s->memsz - s->filesz);
	return 0;
}

int rproc_elf_load_segments(struct rproc *rproc, const struct firmware *fw)
{
	struct segment s;
	struct image image;
	unsigned int i;
	int ret = 0;

	image_of(fw, &image);
	for (i = 0; i < image.phnum && !ret; i++) {
		segment_of(fw, &image, i, &s);
		if (s.type == PT_LOAD && s.memsz)
			ret = segment_load(rproc, fw, &s);
	}
	return ret;
}
EXPORT_SYMBOL(rproc_elf_load_segments);
