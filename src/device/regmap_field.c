// SPDX-License-Identifier: MIT
/* Register maps: fields, which are some bits of a register under a name of their own. */
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/slab.h>

#include "device/regmap_internals.h"

static void field_init(struct regmap_field *field, struct regmap *map, struct reg_field from)
{
	*field = (struct regmap_field){
		.regmap = map,
		.reg = from.reg,
		.shift = from.lsb,
		.mask = GENMASK(from.msb, from.lsb),
		.id_size = from.id_size,
		.id_offset = from.id_offset,
	};
	WARN_ONCE(!field->mask, "invalid empty mask defined\n");
}

struct regmap_field *regmap_field_alloc(struct regmap *regmap, struct reg_field reg_field)
{
	struct regmap_field *field = kzalloc(sizeof(*field), GFP_KERNEL);

	if (!field)
		return ERR_PTR(-ENOMEM);
	field_init(field, regmap, reg_field);
	return field;
}
EXPORT_SYMBOL_GPL(regmap_field_alloc);

void regmap_field_free(struct regmap_field *field)
{
	kfree(field);
}
EXPORT_SYMBOL_GPL(regmap_field_free);

struct regmap_field *devm_regmap_field_alloc(struct device *dev, struct regmap *regmap,
					     struct reg_field reg_field)
{
	struct regmap_field *field = devm_kzalloc(dev, sizeof(*field), GFP_KERNEL);

	if (!field)
		return ERR_PTR(-ENOMEM);
	field_init(field, regmap, reg_field);
	return field;
}
EXPORT_SYMBOL_GPL(devm_regmap_field_alloc);

void devm_regmap_field_free(struct device *dev, struct regmap_field *field)
{
	devm_kfree(dev, field);
}
EXPORT_SYMBOL_GPL(devm_regmap_field_free);

static void fields_init(struct regmap *map, struct regmap_field *fields, struct regmap_field **out,
			const struct reg_field *from, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		field_init(&fields[i], map, from[i]);
		out[i] = &fields[i];
	}
}

int regmap_field_bulk_alloc(struct regmap *regmap, struct regmap_field **rm_field,
			    const struct reg_field *reg_field, int num_fields)
{
	struct regmap_field *fields = kcalloc(num_fields, sizeof(*fields), GFP_KERNEL);

	if (!fields)
		return -ENOMEM;
	fields_init(regmap, fields, rm_field, reg_field, num_fields);
	return 0;
}
EXPORT_SYMBOL_GPL(regmap_field_bulk_alloc);

void regmap_field_bulk_free(struct regmap_field *field)
{
	kfree(field);
}
EXPORT_SYMBOL_GPL(regmap_field_bulk_free);

int devm_regmap_field_bulk_alloc(struct device *dev, struct regmap *regmap,
				 struct regmap_field **field, const struct reg_field *reg_field,
				 int num_fields)
{
	struct regmap_field *fields = devm_kcalloc(dev, num_fields, sizeof(*fields), GFP_KERNEL);

	if (!fields)
		return -ENOMEM;
	fields_init(regmap, fields, field, reg_field, num_fields);
	return 0;
}
EXPORT_SYMBOL_GPL(devm_regmap_field_bulk_alloc);

void devm_regmap_field_bulk_free(struct device *dev, struct regmap_field *field)
{
	devm_kfree(dev, field);
}
EXPORT_SYMBOL_GPL(devm_regmap_field_bulk_free);

/* ---- using --------------------------------------------------------------------- */

static int read_at(struct regmap_field *field, unsigned int reg, unsigned int *val)
{
	unsigned int all;
	int ret = regmap_read(field->regmap, reg, &all);

	if (!ret)
		*val = (all & field->mask) >> field->shift;
	return ret;
}

static int update_at(struct regmap_field *field, unsigned int reg, unsigned int mask,
		     unsigned int val, bool *change, bool async, bool force)
{
	return regmap_update_bits_base(field->regmap, reg, mask << field->shift & field->mask,
				       val << field->shift, change, async, force);
}

int regmap_field_read(struct regmap_field *field, unsigned int *val)
{
	return read_at(field, field->reg, val);
}
EXPORT_SYMBOL_GPL(regmap_field_read);

int regmap_field_update_bits_base(struct regmap_field *field, unsigned int mask, unsigned int val,
				  bool *change, bool async, bool force)
{
	return update_at(field, field->reg, mask, val, change, async, force);
}
EXPORT_SYMBOL_GPL(regmap_field_update_bits_base);

int regmap_fields_read(struct regmap_field *field, unsigned int id, unsigned int *val)
{
	if (id >= field->id_size)
		return -EINVAL;
	return read_at(field, field->reg + field->id_offset * id, val);
}
EXPORT_SYMBOL_GPL(regmap_fields_read);

int regmap_fields_update_bits_base(struct regmap_field *field, unsigned int id, unsigned int mask,
				   unsigned int val, bool *change, bool async, bool force)
{
	if (id >= field->id_size)
		return -EINVAL;
	return update_at(field, field->reg + field->id_offset * id, mask, val, change, async,
			 force);
}
EXPORT_SYMBOL_GPL(regmap_fields_update_bits_base);

int regmap_field_test_bits(struct regmap_field *field, unsigned int bits)
{
	unsigned int val;
	int ret = regmap_field_read(field, &val);

	return ret ? ret : (val & bits) == bits;
}
EXPORT_SYMBOL_GPL(regmap_field_test_bits);
