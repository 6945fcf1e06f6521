"""Amazon's candidates for products without ASIN, and which products were made from listings."""

import django.db.models.deletion
from django.db import migrations, models

# A statement-level trigger of its own: candidates go with their listing, whoever deletes it.
FORGET = """
CREATE FUNCTION listings_forget_candidates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM listings_asincandidate AS c USING old_rows AS o WHERE c.listing_id = o.id;
    DELETE FROM listings_asinsearch AS s USING old_rows AS o WHERE s.listing_id = o.id;
    RETURN NULL;
END $$;

CREATE TRIGGER listing_deleted_with_candidates AFTER DELETE ON listings_listing
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION listings_forget_candidates();
"""
UNDO = "DROP FUNCTION listings_forget_candidates() CASCADE;"


class Migration(migrations.Migration):

    dependencies = [
        ('amazon_channel', '0003_attribute_roles'),
        ('listings', '0006_amazon_attributes'),
    ]

    operations = [
        migrations.CreateModel(
            name='MadeProduct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(db_collation='C', max_length=64, unique=True, verbose_name='SKU')),
                ('listing_id', models.BigIntegerField(verbose_name='listing')),
                ('store_id', models.BigIntegerField(verbose_name='store')),
                ('at', models.DateTimeField(verbose_name='made')),
                ('user_id', models.BigIntegerField(blank=True, null=True, verbose_name='by')),
            ],
            options={
                'verbose_name': 'product made from a listing',
                'verbose_name_plural': 'products made from listings',
            },
        ),
        migrations.CreateModel(
            name='AsinCandidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asin', models.CharField(db_collation='C', max_length=10, verbose_name='ASIN')),
                ('title', models.TextField(blank=True, default='', verbose_name='title')),
                ('brand', models.CharField(blank=True, default='', max_length=255, verbose_name='brand')),
                ('image', models.TextField(blank=True, default='', verbose_name='picture')),
                ('product_type', models.CharField(blank=True, default='', max_length=80, verbose_name='product type')),
                ('identifiers', models.JSONField(default=list, verbose_name='identifiers')),
                ('is_parent', models.BooleanField(default=False, verbose_name='has variants')),
                ('parent_asin', models.CharField(blank=True, db_collation='C', default='', max_length=10, verbose_name='parent')),
                ('theme', models.CharField(blank=True, default='', max_length=120, verbose_name='variation theme')),
                ('values', models.JSONField(default=dict, verbose_name='values of the theme')),
                ('found_by', models.CharField(choices=[('asin', 'the ASIN typed by hand'), ('upc', 'UPC'), ('ean', 'EAN'), ('isbn', 'ISBN'), ('keywords', 'words')], max_length=8, verbose_name='found by')),
                ('rank', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('listing', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='asin_candidates', to='listings.listing')),
            ],
            options={
                'verbose_name': 'candidate',
                'verbose_name_plural': 'candidates',
                'ordering': ['rank', 'asin'],
                'constraints': [models.UniqueConstraint(fields=('listing', 'asin'), name='one_candidate_per_asin')],
            },
        ),
        migrations.CreateModel(
            name='AsinSearch',
            fields=[
                ('listing', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='asin_search', serialize=False, to='listings.listing')),
                ('question', models.JSONField(verbose_name='question')),
                ('due', models.BooleanField(default=True, verbose_name='to be asked')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='asked')),
                ('answer', models.CharField(blank=True, choices=[('', 'not asked yet'), ('one', 'one item'), ('none', 'no item'), ('several', 'several items'), ('variants', 'an item with variants'), ('unknown', 'Amazon does not know this ASIN in this marketplace'), ('refused', 'Amazon did not accept the question')], default='', max_length=8, verbose_name='answer')),
                ('asin', models.CharField(blank=True, db_collation='C', default='', max_length=10, verbose_name='ASIN')),
                ('found_by', models.CharField(blank=True, choices=[('asin', 'the ASIN typed by hand'), ('upc', 'UPC'), ('ean', 'EAN'), ('isbn', 'ISBN'), ('keywords', 'words')], default='', max_length=8, verbose_name='found by')),
                ('found', models.PositiveSmallIntegerField(default=0, verbose_name='items found')),
                ('problem', models.TextField(blank=True, default='', verbose_name='problem')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='amazon_channel.store')),
            ],
            options={
                'verbose_name': 'search for an ASIN',
                'verbose_name_plural': 'searches for ASINs',
                'indexes': [models.Index(condition=models.Q(('due', True)), fields=['store', 'listing'], name='asin_search_due'), models.Index(condition=models.Q(('answer__in', ['none', 'unknown', 'refused']), ('due', False)), fields=['store', 'asked_at'], name='asin_search_in_vain')],
            },
        ),
        migrations.RunSQL(FORGET, UNDO),
    ]
