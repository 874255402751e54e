// SPDX-License-Identifier: MIT
/*
 * ARM SMMU driver: stream mapping groups, which tell the devices behind an
 * SMMU apart. An entry of "iommus" names streams by a number and, optionally,
 * a mask of bits that do not matter; the hardware compares with all groups at
 * once, so that no two may fit the same stream.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fsl/mc.h>
#include <linux/pci.h>

#include "drivers/arm_smmu/arm_smmu.h"

/* what becomes of streams of whom nobody knows anything */
enum smmu_stream_type arm_smmu_idle_type(void)
{
	return arm_smmu_disable_bypass ? SMMU_FAULT : SMMU_BYPASS;
}

void arm_smmu_group_write(struct smmu *smmu, unsigned int n)
{
	const struct smmu_group *g = &smmu->groups[n];
	u32 smr = FIELD_PREP(SMR_ID, g->id) | FIELD_PREP(SMR_MASK, g->mask);
	u32 s2cr = FIELD_PREP(S2CR_TYPE, g->type) | FIELD_PREP(S2CR_CBNDX, g->context);

	/* a group that comes is routed before it matches, and one that goes no longer matches */
	if (!g->users)
		gr0_write(smmu, GR0_SMR(n), smr);
	gr0_write(smmu, GR0_S2CR(n), s2cr);
	if (g->users)
		gr0_write(smmu, GR0_SMR(n), smr | SMR_VALID);
}

/* ---- which group --------------------------------------------------------- */

/*
 * A group that is there already and stands for all of the streams is shared. One that stands for
 * some of them is a conflict.
 */
static int group_find(struct smmu *smmu, u16 id, u16 mask)
{
	int spare = -ENOSPC;
	unsigned int i;

	for (i = 0; i < smmu->group_count; i++) {
		const struct smmu_group *g = &smmu->groups[i];
		u16 differ = id ^ g->id;

		if (!g->users) {
			spare = spare < 0 ? (int)i : spare;
			continue;
		}
		if ((mask & ~g->mask) == 0 && (differ & ~g->mask) == 0)
			return i;
		if (!(differ & ~(g->mask | mask)))
			return -EINVAL;
	}
	return spare;
}

static void group_put(struct smmu *smmu, int n)
{
	struct smmu_group *g = &smmu->groups[n];

	if (--g->users)
		return;
	*g = (struct smmu_group){ .type = arm_smmu_idle_type() };
	arm_smmu_group_write(smmu, n);
}

static int claim_one(struct smmu *smmu, u32 spec)
{
	u16 id = FIELD_GET(SMR_ID, spec), mask = FIELD_GET(SMR_MASK, spec);
	int n = group_find(smmu, id, mask);

	if (n < 0)
		return n;
	if (!smmu->groups[n].users++) {
		smmu->groups[n].id = id;
		smmu->groups[n].mask = mask;
	}
	return n;
}

int arm_smmu_master_claim(struct device *dev)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	struct smmu_master *master = dev_iommu_priv_get(dev);
	struct smmu *smmu = master->smmu;
	int n = 0, i, err = 0;

	mutex_lock(&smmu->group_lock);
	for (i = 0; i < fwspec->num_ids && !err; i++) {
		n = master->group[i] >= 0 ? -EEXIST : claim_one(smmu, fwspec->ids[i]);
		if (n < 0)
			err = n;
		else
			master->group[i] = n;
		if (n == -ENOSPC)
			dev_err(smmu->dev, "no free stream mapping group: all %u are in use\n",
				smmu->group_count);
		else if (n == -EINVAL)
			dev_err(dev, "streams 0x%x of SMMU are another's in part\n",
				fwspec->ids[i]);
	}
	/* all, or nothing that the hardware would hear of */
	for (i = 0; i < fwspec->num_ids && !err; i++)
		arm_smmu_group_write(smmu, master->group[i]);
	for (i = 0; i < fwspec->num_ids && err && err != -EEXIST; i++) {
		if (master->group[i] >= 0)
			group_put(smmu, master->group[i]);
		master->group[i] = -1;
	}
	mutex_unlock(&smmu->group_lock);
	return err;
}

void arm_smmu_master_drop(struct device *dev)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	struct smmu_master *master = dev_iommu_priv_get(dev);
	unsigned int i;

	mutex_lock(&master->smmu->group_lock);
	for (i = 0; i < fwspec->num_ids; i++) {
		if (master->group[i] >= 0)
			group_put(master->smmu, master->group[i]);
		master->group[i] = -1;
	}
	mutex_unlock(&master->smmu->group_lock);
}

/* ---- where it leads ------------------------------------------------------ */

void arm_smmu_master_route(struct device *dev, const struct smmu_domain *d)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	struct smmu_master *master = dev_iommu_priv_get(dev);
	struct smmu *smmu = master->smmu;
	unsigned int i;

	mutex_lock(&smmu->group_lock);
	for (i = 0; i < fwspec->num_ids; i++) {
		struct smmu_group *g = &smmu->groups[master->group[i]];

		if (g->type == d->type && (g->type != SMMU_TRANSLATE || g->context == d->context))
			continue;
		g->type = d->type;
		g->context = d->context;
		arm_smmu_group_write(smmu, master->group[i]);
	}
	mutex_unlock(&smmu->group_lock);
}

/* ---- who cannot be told apart -------------------------------------------- */

static struct iommu_group *group_of_bus(struct device *dev)
{
	if (dev_is_pci(dev))
		return pci_device_group(dev);
	if (dev_is_fsl_mc(dev))
		return fsl_mc_device_group(dev);
	return generic_device_group(dev);
}

struct iommu_group *arm_smmu_device_group(struct device *dev)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	struct smmu_master *master = dev_iommu_priv_get(dev);
	struct smmu *smmu = master->smmu;
	struct iommu_group *group = NULL;
	unsigned int i;

	mutex_lock(&smmu->group_lock);
	for (i = 0; i < fwspec->num_ids; i++) {
		struct iommu_group *other = smmu->groups[master->group[i]].iommu_group;

		if (group && other && group != other) {
			group = ERR_PTR(-EINVAL);
			goto out;
		}
		group = other ? other : group;
	}
	group = group ? iommu_group_ref_get(group) : group_of_bus(dev);
	for (i = 0; !IS_ERR(group) && i < fwspec->num_ids; i++)
		smmu->groups[master->group[i]].iommu_group = group;
out:
	mutex_unlock(&smmu->group_lock);
	return group;
}
