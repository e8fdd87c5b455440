// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.mongodb.client.MongoClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cohort.AssignmentView;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.cutover.StageSource;
import org.stellaops.persistence.cutover.StoredAssignment;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.gate.StageGates;
import org.stellaops.persistence.dualwrite.metrics.LoggingListener;
import org.stellaops.persistence.dualwrite.metrics.MicrometerListener;
import org.stellaops.persistence.dualwrite.shadow.ReadContext;
import org.stellaops.persistence.dualwrite.sink.DivergenceSink;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.postgres.config.GivenDataSources;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigException;
import org.stellaops.persistence.runtime.config.ConfigFileStageSource;
import org.stellaops.persistence.runtime.config.FixedStages;
import org.stellaops.persistence.runtime.config.FlaggedStages;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.runtime.config.StageFileEvent;
import org.stellaops.persistence.runtime.config.StageFlags;
import org.stellaops.persistence.runtime.config.StageWatch;
import org.stellaops.persistence.spi.LegacyBackend;

/** Builds a {@link Persistence}. Not for concurrent use. */
public final class PersistenceBuilder {

    private final Config config;
    private final List<ModuleDescriptor> modules = new ArrayList<>();
    private DualWriteListener listener = DualWriteListener.none();
    private Consumer<StageFileEvent> stageFileListener = event -> {};
    private MeterRegistry meters = Metrics.globalRegistry;
    private ObservationRegistry observations = ObservationRegistry.NOOP;
    private ReadContext readContext = ReadContext.mdc();
    private final List<Function<String, DivergenceSink>> sinks = new ArrayList<>();
    private @Nullable Backends backends;
    private GivenConnections given = GivenConnections.NONE;
    private ModuleOpening.MaintenanceLoop maintenance = ModuleOpening.MaintenanceLoop.RUNNING;
    private @Nullable StageSource stages;
    private @Nullable StageFlags flags;
    private @Nullable StageGate gates;
    private StageGate addedGates = StageGate.none();
    private final Map<String, PersistenceModule> known = new ConcurrentHashMap<>();
    private InstantSource clock = InstantSource.system();
    private boolean failsIfUnreachable;
    private String operator = System.getProperty("user.name", "unknown");

    PersistenceBuilder(Config config) {
        this.config = config;
    }

    /** Adds modules. */
    @CanIgnoreReturnValue
    public PersistenceBuilder modules(ModuleDescriptor... added) {
        modules.addAll(List.of(added));
        return this;
    }

    /** Adds a listener for every event, in addition to the log and the meters. */
    @CanIgnoreReturnValue
    public PersistenceBuilder listener(DualWriteListener added) {
        listener = listener.andThen(added);
        return this;
    }

    /** The listener for edits of the configuration file, in addition to the log. Must not wait. */
    @CanIgnoreReturnValue
    public PersistenceBuilder stageFileListener(Consumer<StageFileEvent> other) {
        stageFileListener = other;
        return this;
    }

    /** The registry of the meters, if not the global one. */
    @CanIgnoreReturnValue
    public PersistenceBuilder meters(MeterRegistry registry) {
        meters = registry;
        return this;
    }

    /**
     * The registry that observes each call of a store, named {@code persistence.store}, such as for traces; the leader's half of a
     * write within it as {@code persistence.leader}, and the follower's, of the same trace, as {@code persistence.follower}. Without it
     * nothing is observed and calls cost nothing more.
     */
    @CanIgnoreReturnValue
    public PersistenceBuilder observations(ObservationRegistry registry) {
        observations = registry;
        return this;
    }

    /**
     * Carries more of the caller's thread to the comparison of its read than the MDC of the log, such as a tenant that a repository looks
     * up.
     */
    @CanIgnoreReturnValue
    public PersistenceBuilder readContext(ReadContext added) {
        readContext = readContext.and(added);
        return this;
    }

    /** Adds a sink of confirmed divergences beside those of the configuration, made for each module by its name and closed with it. */
    @CanIgnoreReturnValue
    public PersistenceBuilder divergenceSink(Function<String, DivergenceSink> ofModule) {
        sinks.add(ofModule);
        return this;
    }

    /**
     * A client of the application for MongoDB, which stays open. The configuration says {@code persistence.mongo.client: given}.
     * Add {@link MongoBackend#commandListener} to its settings, so that more outcomes are known.
     */
    @CanIgnoreReturnValue
    public PersistenceBuilder mongoClient(MongoClient client) {
        given = given.withMongo(client);
        return this;
    }

    /**
     * A data source of the application for PostgreSQL, which stays open. The configuration says
     * {@code persistence.postgres.data-source: given}. {@link GivenDataSources} says what it must be.
     */
    @CanIgnoreReturnValue
    public PersistenceBuilder dataSource(DataSource service) {
        return dataSources(GivenDataSources.of(service));
    }

    /** As {@link #dataSource}, with another one for work across tenants. */
    @CanIgnoreReturnValue
    public PersistenceBuilder dataSources(GivenDataSources sources) {
        given = given.withPostgres(sources);
        return this;
    }

    /** The source of backends, if not MongoDB and PostgreSQL. */
    @CanIgnoreReturnValue
    public PersistenceBuilder backends(Backends other) {
        backends = other;
        return this;
    }

    /** The source of stages, if not the configuration. It is closed with the {@link Persistence}. */
    @CanIgnoreReturnValue
    public PersistenceBuilder stages(StageSource other) {
        stages = other;
        return this;
    }

    /**
     * Flags that ask for the stages of modules, over the source of stages. They are read as often as {@code
     * persistence.stages.poll-interval} says.
     */
    @CanIgnoreReturnValue
    public PersistenceBuilder stageFlags(StageFlags asking) {
        flags = asking;
        return this;
    }

    /**
     * Adds a gate to those that the configuration asks for. One that the command line must ask as well is named by a {@link
     * StageGateProvider}.
     */
    @CanIgnoreReturnValue
    public PersistenceBuilder gate(StageGate added) {
        addedGates = addedGates.and(added);
        return this;
    }

    /**
     * What is asked before each step of a module, in place of {@link StageGates#defaults}, of what modules require of each other, and of
     * every {@link StageGateProvider}. {@link StageGate#none()} lets a module walk without evidence, which is for tests.
     */
    @CanIgnoreReturnValue
    public PersistenceBuilder gates(StageGate other) {
        gates = other;
        return this;
    }

    /**
     * The wall clock of this process, if not that of the machine. Dates in tokens, dead letters and evidence are taken from it; nothing
     * that is safe depends on it.
     */
    @CanIgnoreReturnValue
    public PersistenceBuilder clock(InstantSource other) {
        clock = other;
        return this;
    }

    /** In whose name this process acts, for the audit trail; the user of the process by default. */
    @CanIgnoreReturnValue
    public PersistenceBuilder operator(String name) {
        operator = name;
        return this;
    }

    /** Leaves pending keys to other processes: for a process that only inspects, or executes operator commands. */
    @CanIgnoreReturnValue
    public PersistenceBuilder withoutReconcilers() {
        maintenance = ModuleOpening.MaintenanceLoop.LEFT_TO_OTHERS;
        return this;
    }

    /**
     * Fails at start if a database that a module needs cannot be reached, whatever the configuration says: for a process that executes
     * a command, and ends.
     */
    @CanIgnoreReturnValue
    public PersistenceBuilder failIfUnreachable() {
        failsIfUnreachable = true;
        return this;
    }

    /**
     * Opens everything, or nothing; but for modules that need a database which cannot be reached: these are opened later, by a
     * background thread, unless {@code persistence.start.unreachable} is {@code fail} or {@link #failIfUnreachable} was called. Until
     * then every call of such a module fails, and {@link Persistence#health} says why.
     *
     * @throws ConfigException if the configuration lacks a module; the message names each
     * @throws IllegalStateException if a module's stage contradicts the control records of its stores
     * @throws org.stellaops.persistence.StoreException if a database refuses what a module needs, or cannot be reached and is not
     *     waited for
     */
    public Persistence open() {
        requireSettings();
        MicrometerListener gauges = new MicrometerListener(meters);
        DualWriteListener all = new LoggingListener().andThen(gauges).andThen(listener);
        StageSource source = stageSource();
        Map<String, AssignmentView> cohorts = cohorts(it -> new AssignmentReports(it, all));
        Map<String, PersistenceModule> opened = new LinkedHashMap<>();
        try {
            ModuleOpening opening = new ModuleOpening(
                    backends(cohorts),
                    new ModuleOpening.Stages(
                            source,
                            gates(),
                            config.stages().policy(),
                            operator,
                            config.stages().window()),
                    all,
                    maintenance,
                    clock,
                    config,
                    new Comparing(readContext, sinks, observations, all, clock));
            ModuleStart start = new ModuleStart(opening, start(), all, clock);
            for (ModuleDescriptor module : divided()) {
                ModuleSettings settings = config.module(module.name()).orElseThrow();
                opened.put(module.name(), start.module(module, settings, it -> isOpen(it, gauges)));
            }
        } catch (RuntimeException e) {
            throw ModuleOpening.closing(() -> Closing.all(source, opened.values()), e);
        }
        opened.values().forEach(PersistenceModule::startOpening);
        if (source instanceof StageWatch watch) {
            watch.onShadowReads((module, policy) ->
                    Optional.ofNullable(opened.get(module)).ifPresent(it -> it.useShadowReads(policy)));
            watch.start(config.stages().pollInterval());
            gauges.watch("", watch::health);
        }
        Map<String, CohortRouting> routing = new HashMap<>();
        cohorts.forEach((module, view) -> routing.put(module, routing(module, view, opened)));
        return new Persistence(source, opened, routing, observations);
    }

    private CohortRouting routing(String module, AssignmentView view, Map<String, PersistenceModule> opened) {
        Duration longest = view.cohorts().stream()
                .flatMap(it -> config.module(it.qualifiedName()).stream())
                .map(it -> it.moves().hold())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return new CohortRouting(module, view, it -> Objects.requireNonNull(opened.get(it)), longest);
    }

    private Map<String, AssignmentView> cohorts(Function<CohortAssignment, Consumer<StoredAssignment>> followed) {
        Map<String, AssignmentView> cohorts = new HashMap<>();
        config.cohorts().forEach((module, it) -> cohorts.put(module, new AssignmentView(it, followed.apply(it))));
        return cohorts;
    }

    /** Of a process that opens no module, so that it need not say by which assignment it serves. */
    private Map<String, AssignmentView> cohorts() {
        return cohorts(it -> followed -> {});
    }

    private void isOpen(PersistenceModule module, MicrometerListener gauges) {
        known.put(module.name(), module);
        gauges.stageIs(module.name(), module.stage());
        gauges.watch(module.name(), () -> module.health().tasks());
        gauges.coverage(module.name(), module::coverage);
    }

    private Config.Start start() {
        Config.Start configured = config.process().start();
        return new Config.Start(configured.waits() && !failsIfUnreachable, configured.retry());
    }

    /**
     * The preparation of the collections of one module, which may take long: see {@link OpenPreparation}. Close it when it is
     * done.
     *
     * @throws IllegalArgumentException if the module was not added
     */
    public OpenPreparation preparation(String module) {
        requireSettings();
        return OpenPreparation.of(descriptor(module), config.module(module).orElseThrow(), backends());
    }

    /** As {@link #preparation}, only to see what is missing: preparing throws. */
    public OpenPreparation preparationToCheck(String module) {
        requireSettings();
        return OpenPreparation.of(descriptor(module), config.module(module).orElseThrow(), readers());
    }

    /**
     * A readmission of a store of one module that does not start because of it. Opens no module; close it when it is done.
     *
     * @throws IllegalArgumentException if the module was not added
     */
    public OpenReadmission readmission(String module) {
        requireSettings();
        return OpenReadmission.of(
                descriptor(module),
                config.module(module).orElseThrow(),
                backends(),
                new LoggingListener().andThen(listener));
    }

    /**
     * The end of one module's migration, which takes what the library keeps out of a store. Opens no module; close it when it is
     * done.
     *
     * @throws IllegalArgumentException if the module was not added
     */
    public OpenRetirement retirement(String module) {
        requireSettings();
        ModuleSettings settings = config.module(module).orElseThrow();
        return new OpenRetirement(
                inspect(descriptor(module), settings, readers(), rules()),
                settings,
                backends(),
                config.stages().policy().lease());
    }

    /**
     * A reassignment of tenants between the cohorts of a module. Opens no module; close it when it is done.
     *
     * @param module the name of the module, not of a cohort
     * @throws IllegalArgumentException if the module was not added, or the configuration divides it into no cohorts
     */
    public OpenReassignment reassignment(String module) {
        requireSettings();
        CohortAssignment wanted = config.cohorts().get(module);
        ModuleDescriptor added = modules.stream()
                .filter(it -> it.name().equals(module))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("module " + module + " was not added"));
        if (wanted == null) {
            throw new IllegalArgumentException("the configuration divides module " + module
                    + " into no cohorts; name them under persistence.modules." + module + ".cohorts");
        }
        return OpenReassignment.of(
                divided(added),
                name -> config.module(name).orElseThrow(),
                wanted,
                backends(),
                clock,
                new LoggingListener().andThen(listener));
    }

    private ModuleDescriptor descriptor(String module) {
        return divided().stream()
                .filter(it -> it.name().equals(module))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("module " + module + " was not added"));
    }

    /**
     * Opens everything to be looked at only: nothing is made in either database, and nothing runs by itself. Waits for no
     * database. Backends that were given are used as they are.
     *
     * @throws ConfigException if the configuration lacks a module; the message names each
     */
    public Inspection inspect() {
        requireSettings();
        Backends readers = readers();
        ModuleInspection.Rules rules = rules();
        List<ModuleInspection> opened = new ArrayList<>();
        try {
            for (ModuleDescriptor module : divided()) {
                opened.add(inspect(module, config.module(module.name()).orElseThrow(), readers, rules));
            }
        } catch (RuntimeException e) {
            throw ModuleOpening.closing(new Inspection(opened), e);
        }
        return new Inspection(opened);
    }

    private ModuleInspection.Rules rules() {
        return new ModuleInspection.Rules(gates(), config.stages().policy(), clock);
    }

    private StageGate gates() {
        return (gates == null ? ConfiguredGates.of(config, this::stageOf) : gates).and(addedGates);
    }

    /** One that is open here is asked itself; others by their control records, unless they have stores of which nothing is known. */
    private Optional<Stage> stageOf(String module) {
        PersistenceModule open = known.get(module);
        if (open != null) {
            return open.stageStatus().recorded();
        }
        return backends == null
                ? DatabaseBackends.readOnly(config, cohorts(), given)
                        .otherModules()
                        .apply(module)
                : Optional.empty();
    }

    /** Backends that change nothing. */
    private Backends readers() {
        return backends == null ? DatabaseBackends.readOnly(config, cohorts(), given) : backends;
    }

    private Backends backends() {
        return backends(cohorts());
    }

    private Backends backends(Map<String, AssignmentView> cohorts) {
        return backends == null ? DatabaseBackends.of(config, cohorts, given) : backends;
    }

    private static ModuleInspection inspect(
            ModuleDescriptor module, ModuleSettings settings, Backends readers, ModuleInspection.Rules rules) {
        LegacyBackend legacy = readers.legacy(module, settings);
        try {
            return new ModuleInspection(module, settings.stage(), legacy, readers.target(module, settings), rules);
        } catch (RuntimeException e) {
            throw ModuleOpening.closing(legacy, e);
        }
    }

    /** Each module fences and drains its collections alone, so that a second one there would be refused, or not drained. */
    private List<String> sharedCollections() {
        List<String> problems = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        for (ModuleDescriptor module : modules) {
            for (String collection : collectionsOf(module)) {
                String owner = owners.putIfAbsent(collection, module.module());
                if (owner != null && !owner.equals(module.module())) {
                    problems.add("modules " + owner + " and " + module.module() + " both use the collection "
                            + collection + "; give one of them another collection, or its own mongo-database");
                }
            }
        }
        return problems;
    }

    private List<String> collectionsOf(ModuleDescriptor module) {
        String database = config.module(divided(module).get(0).name())
                .flatMap(ModuleSettings::mongoDatabase)
                .or(() -> config.mongo().map(MongoConfig::database))
                .orElse("");
        return module.entityTypes().stream()
                .flatMap(type -> MongoBackend.collectionsOf(type).stream())
                .map(collection -> database + "." + collection)
                .toList();
    }

    private StageSource stageSource() {
        StageSource source = stages == null ? configured() : stages;
        return flags == null
                ? source
                : new FlaggedStages(
                        source, divided().stream().map(ModuleDescriptor::name).toList(), flags);
    }

    private StageSource configured() {
        return config.file()
                .<StageSource>map(file -> ConfigFileStageSource.of(file, stageFileListener))
                .orElseGet(() -> new FixedStages(config));
    }

    /** The modules, and in place of one that is divided its cohorts. */
    private List<ModuleDescriptor> divided() {
        return modules.stream().flatMap(it -> divided(it).stream()).toList();
    }

    private List<ModuleDescriptor> divided(ModuleDescriptor module) {
        CohortAssignment cohorts = config.cohorts().get(module.name());
        return cohorts == null
                ? List.of(module)
                : cohorts.cohorts().stream().map(it -> module.cohort(it.name())).toList();
    }

    private List<String> globalTypes(ModuleDescriptor module) {
        return config.cohort(module.name()).isEmpty()
                ? List.of()
                : module.entityTypes().stream()
                        .filter(it -> it.tenancy() != Tenancy.TENANT)
                        .map(it -> "persistence.modules." + module.module() + ".cohorts: " + it
                                + " is global, and belongs to no tenant; put it into a module without cohorts")
                        .toList();
    }

    private void requireSettings() {
        List<String> problems = new ArrayList<>();
        divided().stream()
                .map(ModuleDescriptor::name)
                .filter(it -> config.module(it).isEmpty())
                .forEach(it -> problems.add("persistence.modules." + it + " is missing; add it, such as " + it
                        + ": { stage: legacy-only }"));
        List<ModuleDescriptor> divided = divided();
        if (divided.stream().map(ModuleDescriptor::name).distinct().count() < divided.size()) {
            problems.add("a module is opened twice; put all its entity types into one descriptor");
        }
        divided.forEach(it -> problems.addAll(globalTypes(it)));
        if (backends == null) {
            problems.addAll(given.problems(config));
        }
        if (problems.isEmpty()) {
            problems.addAll(sharedCollections());
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(config.file().map(Object::toString).orElse("the configuration"), problems);
        }
    }
}
