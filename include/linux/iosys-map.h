/* SPDX-License-Identifier: MIT */
/*
 * A pointer to memory that may be RAM or registers, and accessors that do
 * the right thing for either: what dma_buf_vmap() gives. An address of
 * registers is a cookie of ioremap(), not to be dereferenced.
 */
#ifndef __IOSYS_MAP_H__
#define __IOSYS_MAP_H__

#include <linux/compiler_types.h>
#include <linux/io.h>
#include <linux/string.h>

/** struct iosys_map - use the functions below; all zero: nothing is mapped */
struct iosys_map {
	union {
		void __iomem *vaddr_iomem;
		void *vaddr;
	};
	bool is_iomem;
};

/* where byte @offset of the mapping lies: if it is RAM, if it is registers */
static inline void *__iosys_map_ram(const struct iosys_map *map, size_t offset)
{
	return (char *)map->vaddr + offset;
}

static inline void __iomem *__iosys_map_io(const struct iosys_map *map, size_t offset)
{
	return (char __iomem *)map->vaddr_iomem + offset;
}

/* ---- what is mapped ------------------------------------------------------ */

#define IOSYS_MAP_INIT_VADDR_IOMEM(cookie_)	{ { .vaddr_iomem = (cookie_) }, true }
#define IOSYS_MAP_INIT_VADDR(vaddr_)		{ { .vaddr = (vaddr_) }, false }
/* a copy of *@map_ that points @offset_ bytes further */
#define IOSYS_MAP_INIT_OFFSET(map_, offset_)	__iosys_map_ahead(map_, offset_)

/** iosys_map_incr() - point @incr bytes further */
static inline void iosys_map_incr(struct iosys_map *map, size_t incr)
{
	if (!map->is_iomem)
		map->vaddr = __iosys_map_ram(map, incr);
	else
		map->vaddr_iomem = __iosys_map_io(map, incr);
}

static inline struct iosys_map __iosys_map_ahead(const struct iosys_map *map, size_t offset)
{
	struct iosys_map ahead = *map;

	iosys_map_incr(&ahead, offset);
	return ahead;
}

/** iosys_map_is_set() - something is mapped */
static inline bool iosys_map_is_set(const struct iosys_map *map)
{
	return map->is_iomem ? map->vaddr_iomem != NULL : map->vaddr != NULL;
}

/** iosys_map_is_null() - nothing is */
static inline bool iosys_map_is_null(const struct iosys_map *map)
{
	return !iosys_map_is_set(map);
}

/** iosys_map_is_equal() - the same kind of memory, at the same address */
static inline bool iosys_map_is_equal(const struct iosys_map *lhs, const struct iosys_map *rhs)
{
	return lhs->vaddr == rhs->vaddr && lhs->is_iomem == rhs->is_iomem;
}

/** iosys_map_clear() - nothing is mapped any more */
static inline void iosys_map_clear(struct iosys_map *map)
{
	*map = (struct iosys_map)IOSYS_MAP_INIT_VADDR(NULL);
}

/** iosys_map_set_vaddr_iomem() - @map is registers at the cookie @vaddr_iomem */
static inline void iosys_map_set_vaddr_iomem(struct iosys_map *map, void __iomem *vaddr_iomem)
{
	*map = (struct iosys_map)IOSYS_MAP_INIT_VADDR_IOMEM(vaddr_iomem);
}

/** iosys_map_set_vaddr() - @map is RAM at @vaddr */
static inline void iosys_map_set_vaddr(struct iosys_map *map, void *vaddr)
{
	*map = (struct iosys_map)IOSYS_MAP_INIT_VADDR(vaddr);
}

/* ---- many bytes ------------------------------------------------------------ */

/** iosys_map_memset() - @len bytes of @value from @offset of the mapping on */
static inline void iosys_map_memset(struct iosys_map *dst, size_t offset, int value, size_t len)
{
	if (!dst->is_iomem)
		memset(__iosys_map_ram(dst, offset), value, len);
	else
		memset_io(__iosys_map_io(dst, offset), value, len);
}

/** iosys_map_memcpy_from() - @len bytes from @src_offset of the mapping to RAM at @dst */
static inline void iosys_map_memcpy_from(void *dst, const struct iosys_map *src, size_t src_offset,
					 size_t len)
{
	if (!src->is_iomem)
		memcpy(dst, __iosys_map_ram(src, src_offset), len);
	else
		memcpy_fromio(dst, __iosys_map_io(src, src_offset), len);
}

/** iosys_map_memcpy_to() - @len bytes of RAM at @src to @dst_offset of the mapping */
static inline void iosys_map_memcpy_to(struct iosys_map *dst, size_t dst_offset, const void *src,
				       size_t len)
{
	if (!dst->is_iomem)
		memcpy(__iosys_map_ram(dst, dst_offset), src, len);
	else
		memcpy_toio(__iosys_map_io(dst, dst_offset), src, len);
}

/* ---- one number ------------------------------------------------------------ */

/* bytes of a number of @type__; any other type is an error of the compiler */
#define __iosys_map_bytes(type__) _Generic((type__)0, u8: 1, u16: 2, u32: 4, u64: 8)

static inline u64 __iosys_map_get_ram(const void *ram, int bytes)
{
	switch (bytes) {
	case 1:
		return READ_ONCE(*(const u8 *)ram);
	case 2:
		return READ_ONCE(*(const u16 *)ram);
	case 4:
		return READ_ONCE(*(const u32 *)ram);
	default:
		return READ_ONCE(*(const u64 *)ram);
	}
}

static inline u64 __iosys_map_get_io(const void __iomem *io, int bytes)
{
	if (bytes == 8)
		return readq(io);
	if (bytes == 4)
		return readl(io);
	return bytes == 2 ? readw(io) : readb(io);
}

static inline void __iosys_map_put_ram(void *ram, int bytes, u64 value)
{
	switch (bytes) {
	case 1:
		WRITE_ONCE(*(u8 *)ram, value);
		break;
	case 2:
		WRITE_ONCE(*(u16 *)ram, value);
		break;
	case 4:
		WRITE_ONCE(*(u32 *)ram, value);
		break;
	default:
		WRITE_ONCE(*(u64 *)ram, value);
	}
}

static inline void __iosys_map_put_io(void __iomem *io, int bytes, u64 value)
{
	if (bytes == 8)
		writeq(value, io);
	else if (bytes == 4)
		writel(value, io);
	else if (bytes == 2)
		writew(value, io);
	else
		writeb(value, io);
}

static inline u64 __iosys_map_get(const struct iosys_map *map, size_t offset, int bytes)
{
	return map->is_iomem ? __iosys_map_get_io(__iosys_map_io(map, offset), bytes)
			     : __iosys_map_get_ram(__iosys_map_ram(map, offset), bytes);
}

static inline void __iosys_map_put(const struct iosys_map *map, size_t offset, int bytes, u64 value)
{
	if (map->is_iomem)
		__iosys_map_put_io(__iosys_map_io(map, offset), bytes, value);
	else
		__iosys_map_put_ram(__iosys_map_ram(map, offset), bytes, value);
}

/* the same by the names that Linux's own macros have: one kind of memory, at an address */
#define __iosys_map_rd_sys(val__, vaddr__, type__) \
	((val__) = (type__)__iosys_map_get_ram(vaddr__, __iosys_map_bytes(type__)))
#define __iosys_map_wr_sys(val__, vaddr__, type__) \
	__iosys_map_put_ram(vaddr__, __iosys_map_bytes(type__), (type__)(val__))
#define __iosys_map_rd_io(val__, vaddr_iomem__, type__) \
	((val__) = (type__)__iosys_map_get_io(vaddr_iomem__, __iosys_map_bytes(type__)))
#define __iosys_map_wr_io(val__, vaddr_iomem__, type__) \
	__iosys_map_put_io(vaddr_iomem__, __iosys_map_bytes(type__), (type__)(val__))
/* what a _Generic() over the types has for u64 */
#define __iosys_map_rd_io_u64_case(val_, vaddr_iomem_) \
	u64: __iosys_map_rd_io(val_, vaddr_iomem_, u64)
#define __iosys_map_wr_io_u64_case(val_, vaddr_iomem_) \
	u64: __iosys_map_wr_io(val_, vaddr_iomem_, u64)

/* the u8, u16, u32 or u64 (@type__) at @offset__ of the mapping, which is aligned to its size */
#define iosys_map_rd(map__, offset__, type__) \
	((type__)__iosys_map_get(map__, offset__, __iosys_map_bytes(type__)))
#define iosys_map_wr(map__, offset__, type__, val__) \
	__iosys_map_put(map__, offset__, __iosys_map_bytes(type__), (type__)(val__))

/* a member of a struct @struct_type__ that lies at @struct_offset__ of the mapping */
#define __iosys_map_member(struct_type__, field__) typeof(((struct_type__ *)NULL)->field__)
#define iosys_map_rd_field(map__, struct_offset__, struct_type__, field__)		\
	iosys_map_rd(map__, (struct_offset__) + offsetof(struct_type__, field__),	\
		     __iosys_map_member(struct_type__, field__))
#define iosys_map_wr_field(map__, struct_offset__, struct_type__, field__, val__)	\
	iosys_map_wr(map__, (struct_offset__) + offsetof(struct_type__, field__),	\
		     __iosys_map_member(struct_type__, field__), val__)

#endif
