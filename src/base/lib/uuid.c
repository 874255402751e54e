// SPDX-License-Identifier: MIT
/* Making and reading UUIDs. */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/random.h>
#include <linux/uuid.h>

const guid_t guid_null;
const uuid_t uuid_null;

/* where byte i of the structure has its two digits in the text */
static const u8 guid_place[UUID_SIZE] = {
	6, 4, 2, 0, 11, 9, 16, 14, 19, 21, 24, 26, 28, 30, 32, 34
};
static const u8 uuid_place[UUID_SIZE] = {
	0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34
};

static void random_bytes(unsigned char *b, unsigned int version_at)
{
	get_random_bytes(b, UUID_SIZE);
	b[version_at] = (b[version_at] & 0x0f) | 0x40;
	b[8] = (b[8] & 0x3f) | 0x80;
}

void generate_random_uuid(unsigned char uuid[16])
{
	random_bytes(uuid, 6);
}

void generate_random_guid(unsigned char guid[16])
{
	random_bytes(guid, 7);
}

void guid_gen(guid_t *u)
{
	random_bytes(u->b, 7);
}

void uuid_gen(uuid_t *u)
{
	random_bytes(u->b, 6);
}

bool uuid_is_valid(const char *uuid)
{
	unsigned int i;

	for (i = 0; i < UUID_STRING_LEN; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? uuid[i] != '-' : !isxdigit(uuid[i]))
			return false;
	}
	return true;
}

static int parse(const char *text, __u8 *b, const u8 *place)
{
	unsigned int i;

	if (!uuid_is_valid(text))
		return -EINVAL;
	for (i = 0; i < UUID_SIZE; i++)
		b[i] = hex_to_bin(text[place[i]]) << 4 | hex_to_bin(text[place[i] + 1]);
	return 0;
}

int guid_parse(const char *uuid, guid_t *u)
{
	return parse(uuid, u->b, guid_place);
}

int uuid_parse(const char *uuid, uuid_t *u)
{
	return parse(uuid, u->b, uuid_place);
}
EXPORT_SYMBOL(uuid_parse);
