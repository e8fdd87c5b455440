-- Exported from the schema that the migrations in db/issuer create; a test compares the two. To run, not to edit.
--
-- The two functions are the foundation that the library makes in every schema before the first migration, so that they stand
-- in each of these scripts. Its own tables (sync_*, schema_migrations) and the grants to the roles are left out: see
-- cluster-provisioning.md. Texts are COLLATE "C", so that both databases sort them alike, by their bytes. A child table keeps
-- the order of a list in position. A reference without a foreign key says in its comment what it is (ADR 0031).

CREATE SCHEMA issuer;
CREATE SCHEMA issuer_app;

CREATE OR REPLACE FUNCTION issuer_app.isolate_by_tenant(VARIADIC tables text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
    name text;
    cast_to text;
    relation pg_catalog.regclass;
BEGIN
    FOREACH name IN ARRAY tables LOOP
        relation := pg_catalog.to_regclass(pg_catalog.format('%I.%I', 'issuer', name));
        IF relation IS NULL THEN
            RAISE EXCEPTION 'table %.% does not exist', 'issuer', name USING ERRCODE = 'undefined_table';
        END IF;
        EXECUTE pg_catalog.format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
        EXECUTE pg_catalog.format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', relation);
        SELECT CASE WHEN atttypid = 'pg_catalog.uuid'::pg_catalog.regtype THEN '::uuid' ELSE '' END
        INTO STRICT cast_to
        FROM pg_catalog.pg_attribute
        WHERE attrelid = relation AND attname = 'tenant_id';
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy WHERE polrelid = relation) THEN
            EXECUTE pg_catalog.format(
                'CREATE POLICY tenant_isolation ON %1$s FOR ALL'
                ' USING (tenant_id = (SELECT "issuer_app".require_current_tenant())%2$s)'
                ' WITH CHECK (tenant_id = (SELECT "issuer_app".require_current_tenant())%2$s)',
                relation, cast_to);
        END IF;
    END LOOP;
END
$function$;

CREATE OR REPLACE FUNCTION issuer_app.require_current_tenant()
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
    tenant text := pg_catalog.current_setting('app.tenant_id', true);
BEGIN
    IF tenant IS NULL OR tenant OPERATOR(pg_catalog.=) '' THEN
        RAISE EXCEPTION 'no tenant is set for this transaction' USING
            ERRCODE = 'insufficient_privilege',
            HINT = 'set app.tenant_id for the transaction, as set_config(name, tenant, true) does';
    END IF;
    RETURN tenant;
END
$function$;

CREATE TABLE issuer.audit (
    tenant_id      text COLLATE "C" NOT NULL,
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    actor          text COLLATE "C" NOT NULL,
    action         text COLLATE "C" NOT NULL,
    entity_type    text COLLATE "C" NOT NULL,
    entity_id      text COLLATE "C" NOT NULL,
    correlation_id text COLLATE "C",
    details        jsonb,
    occurred_at    timestamptz NOT NULL,
    CONSTRAINT audit_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT audit_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200)))
);

CREATE INDEX idx_audit_entity_type_entity_id_occurred_at ON issuer.audit USING btree (tenant_id, entity_type, entity_id, occurred_at DESC);
CREATE INDEX idx_audit_occurred_at ON issuer.audit USING btree (tenant_id, occurred_at DESC);

ALTER TABLE issuer.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE issuer.audit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON issuer.audit
    USING ((tenant_id = ( SELECT issuer_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT issuer_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE issuer.audit IS 'Who changed what; append-only.';
COMMENT ON COLUMN issuer.audit.entity_id IS 'Which thing, of the kind beside it; the entry outlives it.';

CREATE TABLE issuer.issuers (
    id             text COLLATE "C" NOT NULL,
    display_name   text COLLATE "C" NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    status         text COLLATE "C" NOT NULL,
    default_weight double precision NOT NULL,
    contact        jsonb,
    endpoints      jsonb NOT NULL,
    tags           text[] COLLATE "C" NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT issuers_pkey PRIMARY KEY (id),
    CONSTRAINT issuers_default_weight_check CHECK (((default_weight >= (0)::double precision) AND (default_weight <= (1)::double precision))),
    CONSTRAINT issuers_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT issuers_kind_check CHECK ((kind = ANY (ARRAY['VENDOR'::text, 'DISTRO'::text, 'COMMUNITY'::text, 'CSIRT'::text, 'INTERNAL'::text]))),
    CONSTRAINT issuers_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'INACTIVE'::text, 'REVOKED'::text])))
);

CREATE INDEX idx_issuers_status_created_at ON issuer.issuers USING btree (status, created_at DESC);

COMMENT ON TABLE issuer.issuers IS 'A publisher whose statements can be trusted more or less.';
COMMENT ON COLUMN issuer.issuers.default_weight IS 'How much it counts where a tenant says nothing.';

CREATE TABLE issuer.issuer_keys (
    id              text COLLATE "C" NOT NULL,
    issuer_id       text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL,
    public_key      text COLLATE "C" NOT NULL,
    fingerprint     text COLLATE "C" NOT NULL,
    status          text COLLATE "C" NOT NULL,
    valid_from      timestamptz NOT NULL,
    expires_at      timestamptz,
    replaces_key_id text COLLATE "C",
    revoked_at      timestamptz,
    revoked_reason  text COLLATE "C",
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT issuer_keys_pkey PRIMARY KEY (id),
    CONSTRAINT issuer_keys_fingerprint UNIQUE (issuer_id, fingerprint),
    CONSTRAINT issuer_keys_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer.issuers(id),
    CONSTRAINT issuer_keys_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 1000))),
    CONSTRAINT issuer_keys_kind_check CHECK ((kind = ANY (ARRAY['ED25519'::text, 'X509'::text, 'DSSE'::text, 'PGP'::text]))),
    CONSTRAINT issuer_keys_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'RETIRED'::text, 'REVOKED'::text])))
);

CREATE INDEX idx_issuer_keys_expires_at ON issuer.issuer_keys USING btree (expires_at) WHERE (status = 'ACTIVE'::text);

COMMENT ON TABLE issuer.issuer_keys IS 'A key that an issuer signs with.';
COMMENT ON COLUMN issuer.issuer_keys.replaces_key_id IS 'The key that was rotated out in favour of this one.';

CREATE TABLE issuer.trust_overrides (
    tenant_id  text COLLATE "C" NOT NULL,
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    issuer_id  text COLLATE "C" NOT NULL,
    weight     double precision NOT NULL,
    reason     text COLLATE "C" NOT NULL,
    expires_at timestamptz,
    created_by text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT trust_overrides_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT trust_overrides_issuer_id UNIQUE (tenant_id, issuer_id),
    CONSTRAINT trust_overrides_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer.issuers(id),
    CONSTRAINT trust_overrides_tenant_id_check CHECK (((tenant_id <> ''::text) AND (octet_length(tenant_id) <= 200))),
    CONSTRAINT trust_overrides_weight_check CHECK (((weight >= (0)::double precision) AND (weight <= (1)::double precision)))
);

CREATE INDEX idx_trust_overrides_issuer_id ON issuer.trust_overrides USING btree (issuer_id);

ALTER TABLE issuer.trust_overrides ENABLE ROW LEVEL SECURITY;
ALTER TABLE issuer.trust_overrides FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON issuer.trust_overrides
    USING ((tenant_id = ( SELECT issuer_app.require_current_tenant() AS require_current_tenant)))
    WITH CHECK ((tenant_id = ( SELECT issuer_app.require_current_tenant() AS require_current_tenant)));

COMMENT ON TABLE issuer.trust_overrides IS 'How much an issuer counts for one tenant.';
COMMENT ON INDEX issuer.idx_trust_overrides_issuer_id IS 'cross-tenant: deleting an issuer looks for the overrides of all tenants.';
