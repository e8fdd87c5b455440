// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.value.StructLayout;

/** An entity type as tables: names, columns and the SQL derived from them. */
final class TableSchema {

    /** The number of columns before those of the content in {@link #selected}. */
    static final int HEAD = 9;

    /** The same in {@link #listed}. */
    static final int LISTED_HEAD = 4;

    private static final String BY_KEY = """
            SELECT {selected}
            FROM (SELECT ?::text AS t, ?::text AS i) k
            LEFT JOIN {state} s ON s.entity = {entity} AND s.tenant = k.t AND s.id = k.i
            LEFT JOIN {root} r ON {of_key}
            """;

    /** Stands where {@link #rowsOf} puts its source. */
    private static final String SOURCE = "{source}";

    /** The state of each row is looked up by its key, whatever the planner knows of the tables. */
    private static final String ROWS = """
            SELECT {selected}
            FROM {source} r
            LEFT JOIN LATERAL (
                SELECT * FROM {state} k WHERE k.entity = {entity} AND k.tenant = {tenant_text} AND k.id = r.{id}::text LIMIT 1) s ON true
            """;

    /** A page of rows beside the states behind the same key, for a merge join: the look-up of each state costs more than reading it. */
    private static final String BESIDE = """
            SELECT {selected}
            FROM {source} r
            LEFT JOIN {state} s ON s.entity = {entity} AND s.tenant = {tenant_text} AND s.id = r.{id}::text{states_behind}
            """;

    /** The row of each state is looked up by its key, so that a page in the order of states reads the rows of that page only. */
    private static final String STATES = """
            SELECT {selected}
            FROM {state} s
            LEFT JOIN LATERAL (SELECT * FROM {root} k WHERE {of_state} LIMIT 1) r ON true
            WHERE s.entity = {entity}
            """;

    private static final String WEIGHED = """
            SELECT * FROM (
                SELECT _page.*, sum({weight}) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS _before
                FROM ({page}) AS _page
            ) AS _weighed
            WHERE _before IS NULL OR _before < {bytes}
            """;

    private static final String NOT_SELECTED = "NULL::text";

    private static final Set<ScalarKind> SMALL = Set.of(
            ScalarKind.INT, ScalarKind.LONG, ScalarKind.DOUBLE, ScalarKind.BOOL, ScalarKind.INSTANT, ScalarKind.UUID);

    private static final int SMALL_BYTES = 36;

    private final EntityType<?> type;
    private final String control;
    private final List<FieldDef> columns = new ArrayList<>();
    private final List<ChildTable> children = new ArrayList<>();
    private final StructLayout layout;
    private final Map<String, String> filled = new ConcurrentHashMap<>();
    private final KnownTexts<String> pages = new KnownTexts<>(listing -> listing);
    private final Predicate<String> selects;

    TableSchema(EntityType<?> type) {
        this(type, type.module());
    }

    /**
     * The tables of a type.
     *
     * @param control the name of the control record that fences them: of the module, or of a cohort
     */
    TableSchema(EntityType<?> type, String control) {
        this(type, control, field -> true);
    }

    private TableSchema(EntityType<?> type, String control, Predicate<String> selects) {
        this.selects = selects;
        this.control = control;
        this.type = type;
        for (FieldDef field : type.fields()) {
            if (field.type() instanceof FieldType.Child it) {
                children.add(new ChildTable(this, field, it.table(), it.columns()));
            } else if (field.type() instanceof FieldType.ChildValues it) {
                FieldDef value = FieldDef.of("value", it.element());
                children.add(new ChildTable(this, field, it.table(), List.of(value)));
            } else {
                columns.add(field);
            }
        }
        this.layout = StructLayout.of(
                Stream.concat(columns.stream(), children.stream().map(ChildTable::field))
                        .map(FieldDef::name)
                        .toList());
    }

    /** The same tables, of whose fields only these are read; the others are as if they were missing. */
    static TableSchema selecting(EntityType<?> type, Set<String> fields) {
        return new TableSchema(type, type.module(), fields::contains);
    }

    EntityType<?> type() {
        return type;
    }

    boolean tenant() {
        return type.tenancy() == Tenancy.TENANT;
    }

    List<FieldDef> columns() {
        return columns;
    }

    List<ChildTable> children() {
        return children;
    }

    /** That of a content, as a row has it: what stands in columns, then the lists in child tables. */
    StructLayout layout() {
        return layout;
    }

    String schema() {
        return Sql.name(type.module());
    }

    String root() {
        return table(type.table());
    }

    String table(String name) {
        return schema() + "." + Sql.name(name);
    }

    String syncState() {
        return table("sync_state");
    }

    String syncControl() {
        return table("sync_control");
    }

    /** The name of the control record that fences the tables, as a literal. */
    String controlName() {
        return Sql.literal(control);
    }

    /** The name of the type in the sync tables, as a literal. */
    String entity() {
        return "'" + type.name() + "'";
    }

    String id() {
        return Sql.name(type.idColumn());
    }

    String idType() {
        return type.idKind() == IdKind.UUID ? "uuid" : "text";
    }

    /** The type of the tenant's column. */
    String tenantType() {
        return type.tenantKind() == IdKind.UUID ? "uuid" : "text";
    }

    /** An expression for a text as a value of the tenant's column. */
    String tenantOf(String text) {
        return tenantType().equals("uuid") ? "(" + text + ")::uuid" : text;
    }

    /** A row's key equals that of another relation, as a condition. */
    String sameKey(String row, String tenant, String id) {
        return (tenant() ? row + ".tenant_id = " + tenantOf(tenant) + " AND " : "") + row + "." + id() + " = " + id;
    }

    /** The columns of state {@code s} and root row {@code r}, for {@link Rows}. */
    String selected() {
        return once("selected", this::makeSelected);
    }

    /** A text that depends on the type alone is made once. */
    private String once(String name, Supplier<String> make) {
        String known = filled.get(name);
        if (known == null) {
            // Making one may need another, so that computeIfAbsent would not do.
            known = make.get();
            filled.put(name, known);
        }
        return known;
    }

    private String makeSelected() {
        return withContent(List.of(
                "s.version",
                "s.token",
                "s.hash",
                "s.deleted",
                "s.pending_epoch",
                "s.evicted",
                tenant() ? "COALESCE(s.tenant, r.tenant_id::text)" : "''",
                "COALESCE(s.id, r." + id() + "::text)",
                "r." + id() + " IS NOT NULL"));
    }

    /** Of these only what a caller is told: most of a page's time is that of reading its columns. */
    private String makeListed() {
        return withContent(List.of("s.version", "s.token", tenantText(), "r." + id() + "::text"));
    }

    private String withContent(List<String> head) {
        List<String> parts = new ArrayList<>(head);
        columns.forEach(it -> parts.add(
                selects.test(it.name()) ? Sql.selected(it.type(), "r." + Sql.name(it.column())) : NOT_SELECTED));
        children.forEach(it -> parts.add(selects.test(it.field().name()) ? it.selected() : NOT_SELECTED));
        for (int i = head.size(); i < parts.size(); i++) {
            parts.set(i, parts.get(i) + " AS " + content(i - head.size()));
        }
        return String.join(", ", parts);
    }

    /** The name of a column of the content in {@link #selected}; no declared one begins with an underscore. */
    private static String content(int number) {
        return "_c" + number;
    }

    /** State and content of one key. Two parameters: tenant, id. */
    String byKey() {
        return once("byKey", this::makeByKey);
    }

    private String makeByKey() {
        return sql(BY_KEY, Map.of("selected", selected(), "of_key", sameKey("r", "k.t", "k.i::" + idType())));
    }

    /** Rows joined with their states, to be continued with a condition. */
    String rows() {
        return rowsOf(root());
    }

    /** The rows of a table, or of a query in parentheses that answers its columns, joined with their states. */
    String rowsOf(String source) {
        return once("rows", () -> makeRows(selected())).replace(SOURCE, source);
    }

    private String makeRows(String columns) {
        return sql(ROWS, Map.of("selected", columns, "source", SOURCE, "tenant_text", tenantText()));
    }

    /** The tenant of root row {@code r} as a text, as states have it. */
    String tenantText() {
        return tenant() ? "r.tenant_id::text" : "''";
    }

    /** The rows whose keys are behind another; the parameters are its tenant, if there is one, and its id. */
    String behind(String row) {
        return compared(row, ">");
    }

    /** The rows of a range of keys. Parameters: those of the key before it, and those of its last one. */
    String within(String row, boolean begins, boolean ends) {
        if (!begins && !ends) {
            return "true";
        }
        return (begins ? compared(row, ">") : "") + (begins && ends ? " AND " : "") + (ends ? compared(row, "<=") : "");
    }

    private String compared(String row, String operator) {
        return "(" + (tenant() ? row + ".tenant_id, " : "") + row + "." + id() + ") " + operator + " ("
                + (tenant() ? tenantOf("?") + ", " : "") + "?::" + idType() + ")";
    }

    /** The rows of one tenant's ids, or of a global type's. Parameters: the tenant, if there is one, and the ids as an array. */
    String idsOf(String row) {
        return (tenant() ? row + ".tenant_id = " + tenantOf("?") + " AND " : "") + row + "." + id() + " = ANY(?::"
                + idType() + "[])";
    }

    /** The parameters of {@link #idsOf}; the keys are of one tenant, or of none. */
    Object[] parametersOfIds(Collection<RecordKey> keys) {
        ArrayParameter ids = ArrayParameter.of(keys.stream().map(RecordKey::id).toList());
        return tenant() ? new Object[] {keys.iterator().next().tenantOrEmpty(), ids} : new Object[] {ids};
    }

    /** States joined with their rows, to be continued with a condition. */
    String states() {
        // The ids of other entity types need not be UUIDs, and the server chooses the order of evaluation.
        String id = type.idKind() == IdKind.UUID ? "CASE WHEN s.entity = " + entity() + " THEN s.id::uuid END" : "s.id";
        String tenant = type.tenantKind() == IdKind.UUID
                ? "CASE WHEN s.entity = " + entity() + " THEN s.tenant::uuid END"
                : "s.tenant";
        return SqlTemplate.fill(
                STATES,
                Map.of(
                        "selected",
                        selected(),
                        "state",
                        syncState(),
                        "root",
                        root(),
                        "of_state",
                        sameKey("k", tenant, id),
                        "entity",
                        entity()));
    }

    /**
     * A listing of root rows with what belongs to them, {@link #weighed}.
     *
     * @param listing a query in parentheses
     * @param order its order, as SQL
     */
    String page(String listing, Supplier<String> order) {
        return weighedIn(rowsOf(listing), order);
    }

    /** The same, of which only what callers are told, for {@link Rows#listed}; made once for a listing. */
    String listed(String listing, Supplier<String> order) {
        return pages.of(
                listing,
                () -> weighedIn(once("listed", () -> makeRows(makeListed())).replace(SOURCE, listing), order));
    }

    /** Whether the order of keys is that of their states to the planner, and a row is all that there is of a record. */
    boolean isInOrderOfStates() {
        return idType().equals("text") && (!tenant() || tenantType().equals("text")) && children.isEmpty();
    }

    /** As {@link #page}, with the states that a condition selects. */
    String pageBeside(String listing, String statesBehind, Supplier<String> order) {
        String rows = sql(
                BESIDE,
                Map.of(
                        "selected",
                        selected(),
                        "source",
                        listing,
                        "tenant_text",
                        tenantText(),
                        "states_behind",
                        statesBehind));
        return weighedIn(rows, order);
    }

    private String weighedIn(String rows, Supplier<String> order) {
        return weighed(rows + " ORDER BY " + order.get(), Limits.LARGEST_PAGE_BYTES);
    }

    /**
     * A page of {@link #selected} with about so many bytes at most, and one row at least: the server adds up the texts that it would send,
     * so that a page of large contents never gets here. The window has no order of its own, so that it takes rows as the page yields them.
     */
    String weighed(String page, long bytes) {
        String weight = once("weight", this::weight);
        return SqlTemplate.fill(WEIGHED, Map.of("weight", weight, "page", page, "bytes", Long.toString(bytes)));
    }

    private String weight() {
        int small = 0;
        StringBuilder weight = new StringBuilder();
        for (int i = 0; i < columns.size() + children.size(); i++) {
            if (i < columns.size() && isSmall(columns.get(i))) {
                small++;
            } else {
                weight.append(" + COALESCE(octet_length(").append(content(i)).append("), 0)");
            }
        }
        return SMALL_BYTES * small + weight.toString();
    }

    /** Of these a row has no more than {@link #SMALL_BYTES} bytes each, which need not be counted. */
    private static boolean isSmall(FieldDef column) {
        return column.type() instanceof FieldType.Scalar it && SMALL.contains(it.kind());
    }

    /**
     * A statement, filled once. Its places: the tables {@code state}, {@code control}, {@code stale_writes} and {@code root}; the literals
     * {@code entity} and {@code module}; the column {@code id}; {@link #states} as {@code states}; and as conditions {@code exactly}, a
     * state by tenant, id, version and token, and {@code same_key}, the root row {@code r} of a key.
     */
    String sql(String template) {
        return once(template, () -> sql(template, Map.of()));
    }

    /** The same, with places of its own, filled each time. */
    String sql(String template, Map<String, String> more) {
        Map<String, String> places = new HashMap<>(more);
        places.put("state", syncState());
        places.put("control", syncControl());
        places.put("stale_writes", table("sync_stale_writes"));
        places.put("root", root());
        places.put("entity", entity());
        places.put("module", controlName());
        places.put("id", id());
        places.put("states", states());
        places.put(
                "exactly",
                "entity = " + entity() + " AND tenant = ? AND id = ? AND version = ? AND token IS NOT DISTINCT FROM ?");
        places.put("same_key", sameKey("r", "?", "?::" + idType()));
        return SqlTemplate.fill(template, places);
    }

    /** The order of keys. */
    String keyOrder() {
        return (tenant() ? "r.tenant_id, " : "") + "r." + id();
    }

    static RecordKey key(String tenant, String id) {
        return new RecordKey(tenant.isEmpty() ? null : tenant, id);
    }
}
