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

#define IOSYS_MAP_INIT_VADDR(vaddr_)		{ .vaddr = (vaddr_), .is_iomem = false, }
#define IOSYS_MAP_INIT_VADDR_IOMEM(vaddr_iomem_) \
	{ .vaddr_iomem = (vaddr_iomem_), .is_iomem = true, }
/* a copy of *@map_ that points @offset_ bytes further */
#define IOSYS_MAP_INIT_OFFSET(map_, offset_) ({				\
	struct iosys_map copy_ = *map_;					\
	iosys_map_incr(&copy_, offset_);				\
	copy_;								\
})

/** iosys_map_set_vaddr() - @map is RAM at @vaddr */
static inline void iosys_map_set_vaddr(struct iosys_map *map, void *vaddr)
{
	map->vaddr = vaddr;
	map->is_iomem = false;
}

/** iosys_map_set_vaddr_iomem() - @map is registers at the cookie @vaddr_iomem */
static inline void iosys_map_set_vaddr_iomem(struct iosys_map *map, void __iomem *vaddr_iomem)
{
	map->vaddr_iomem = vaddr_iomem;
	map->is_iomem = true;
}

/** iosys_map_is_equal() - the same kind of memory, at the same address */
static inline bool iosys_map_is_equal(const struct iosys_map *lhs, const struct iosys_map *rhs)
{
	return lhs->is_iomem == rhs->is_iomem && lhs->vaddr == rhs->vaddr;
}

/** iosys_map_is_null() - nothing is mapped */
static inline bool iosys_map_is_null(const struct iosys_map *map)
{
	return map->is_iomem ? !map->vaddr_iomem : !map->vaddr;
}

/** iosys_map_is_set() - something is */
static inline bool iosys_map_is_set(const struct iosys_map *map)
{
	return !iosys_map_is_null(map);
}

/** iosys_map_clear() - nothing is mapped any more */
static inline void iosys_map_clear(struct iosys_map *map)
{
	memset(map, 0, sizeof(*map));
}

/** iosys_map_memcpy_to() - @len bytes of RAM at @src to @dst_offset of the mapping */
static inline void iosys_map_memcpy_to(struct iosys_map *dst, size_t dst_offset, const void *src,
				       size_t len)
{
	if (dst->is_iomem)
		memcpy_toio((char __iomem *)dst->vaddr_iomem + dst_offset, src, len);
	else
		memcpy((char *)dst->vaddr + dst_offset, src, len);
}

/** iosys_map_memcpy_from() - @len bytes from @src_offset of the mapping to RAM at @dst */
static inline void iosys_map_memcpy_from(void *dst, const struct iosys_map *src,
					 size_t src_offset, size_t len)
{
	if (src->is_iomem)
		memcpy_fromio(dst, (const char __iomem *)src->vaddr_iomem + src_offset, len);
	else
		memcpy(dst, (const char *)src->vaddr + src_offset, len);
}

/** iosys_map_incr() - point @incr bytes further */
static inline void iosys_map_incr(struct iosys_map *map, size_t incr)
{
	if (map->is_iomem)
		map->vaddr_iomem = (char __iomem *)map->vaddr_iomem + incr;
	else
		map->vaddr = (char *)map->vaddr + incr;
}

/** iosys_map_memset() - @len bytes of @value from @offset of the mapping on */
static inline void iosys_map_memset(struct iosys_map *dst, size_t offset, int value, size_t len)
{
	if (dst->is_iomem)
		memset_io((char __iomem *)dst->vaddr_iomem + offset, value, len);
	else
		memset((char *)dst->vaddr + offset, value, len);
}

/* the accesses of one number, by its type */
#define __iosys_map_rd_io_u64_case(val_, vaddr_iomem_)	u64: val_ = readq(vaddr_iomem_)
#define __iosys_map_wr_io_u64_case(val_, vaddr_iomem_)	u64: writeq(val_, vaddr_iomem_)
#define __iosys_map_rd_io(val__, vaddr_iomem__, type__) _Generic(val__,	\
	u8: val__ = readb(vaddr_iomem__),				\
	u16: val__ = readw(vaddr_iomem__),				\
	u32: val__ = readl(vaddr_iomem__),				\
	__iosys_map_rd_io_u64_case(val__, vaddr_iomem__))
#define __iosys_map_rd_sys(val__, vaddr__, type__) \
	val__ = READ_ONCE(*(type__ *)(vaddr__))
#define __iosys_map_wr_io(val__, vaddr_iomem__, type__) _Generic(val__,	\
	u8: writeb(val__, vaddr_iomem__),				\
	u16: writew(val__, vaddr_iomem__),				\
	u32: writel(val__, vaddr_iomem__),				\
	__iosys_map_wr_io_u64_case(val__, vaddr_iomem__))
#define __iosys_map_wr_sys(val__, vaddr__, type__) \
	WRITE_ONCE(*(type__ *)(vaddr__), val__)

/* the u8, u16, u32 or u64 (@type__) at @offset__ of the mapping, which is aligned to its size */
#define iosys_map_rd(map__, offset__, type__) ({				\
	type__ val_;								\
	if ((map__)->is_iomem)							\
		__iosys_map_rd_io(val_, (char __iomem *)(map__)->vaddr_iomem + (offset__), type__); \
	else									\
		__iosys_map_rd_sys(val_, (char *)(map__)->vaddr + (offset__), type__); \
	val_;									\
})
#define iosys_map_wr(map__, offset__, type__, val__) ({				\
	type__ val_ = (val__);							\
	if ((map__)->is_iomem)							\
		__iosys_map_wr_io(val_, (char __iomem *)(map__)->vaddr_iomem + (offset__), type__); \
	else									\
		__iosys_map_wr_sys(val_, (char *)(map__)->vaddr + (offset__), type__); \
})

/* a member of a struct @struct_type__ that lies at @struct_offset__ of the mapping */
#define iosys_map_rd_field(map__, struct_offset__, struct_type__, field__) ({	\
	struct_type__ *s_;							\
	iosys_map_rd(map__, struct_offset__ + offsetof(struct_type__, field__),	\
		     typeof(s_->field__));					\
})
#define iosys_map_wr_field(map__, struct_offset__, struct_type__, field__, val__) ({ \
	struct_type__ *s_;							\
	iosys_map_wr(map__, struct_offset__ + offsetof(struct_type__, field__),	\
		     typeof(s_->field__), val__);				\
})

#endif
