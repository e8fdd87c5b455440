/*
 * F. Cohorts of one module: two cohorts X (0) and Y (1) in one legacy collection, each with a control record and epochs of its own, under
 * ONE validator, which nobody can replace conditionally. Both begin with legacy leading; each may move to the target once; the tenant of
 * key 0 is reassigned from X to Y; key 1 is Y's throughout. Puts only. The model keeps epoch and cohort of a write apart; documents keep both
 * in one number (protocol 5.4).
 *
 * Run:   spin -a f_cohorts.pml && gcc -O2 -DSAFETY -DCOLLAPSE -DMEMLIM=8000 -o pan pan.c && ./pan -m1000000
 * Trace: spin -t -p -g f_cohorts.pml      (same -D flags)         All variants: python3 run_all.py
 *
 * As in model C, leases are not relied on: a process may go on after any pause. The one exception is the time for which a writer relies on a
 * fence that it found standing: it counts by its own ticker, and a coordinator whose fence is weak waits for longer.
 *
 * Variants, each switches one rule off:
 *   FORGETS_OTHER    a raised validator demands the epoch of its own cohort only
 *   ONE_EPOCH        the validator demands one epoch of all, the highest
 *   NO_FENCE_RECORD  the parts of other cohorts are taken from the validator that was read, not from the shared fence record
 *   TRUST_TAKEOVER   a fence counts as strong although another raise has not been seen to end
 *   OTHER_EPOCH      a writer sends the other cohort's epoch, if that is higher
 *   STAGES_DIFFER    a tenant is reassigned whatever the cohorts' leaders are
 *   RECEIVER_FIRST   the receiving cohort takes the tenant before the giving one has let it go
 *   NO_GIVER_FENCE   the receiving cohort takes the tenant before the giving one's fence stands
 *   ADVANCE_BY_ONE   the giving cohort's epoch is raised by one, which a writer confirms
 *   MOVES_GIVING     a cohort may move while it has let a tenant go that no other has taken
 *   NO_GENERATION    a process does not compare its assignment with the one that the control record names
 *   REASSIGN=0       without a reassignment
 *   MOVES=n          how many cohorts may move (default 2)
 *   ATT=n            attempts of one write (default 1)
 *   NEW_WRITER       the second writer has the new assignment and writes key 0; otherwise the former one, and key 1
 *   ONE_WRITER       without the second writer
 *   KEEPER           somebody puts Y's fence back, late
 *   STRICT           assert that no store that does not lead accepts a write, acknowledged or not
 */
#ifndef REASSIGN
#define REASSIGN 1
#endif
#ifndef MOVES
#define MOVES 2
#endif
#ifndef ATT
#define ATT 1
#endif
#define X 0
#define Y 1
#define STEADY 1
#define MOVING 2
#define AWAY 3
#define NW 3

/* control records: legacy's and target's, of each cohort; the generation of the assignment stands in the leader's */
byte mPh[2], mE[2], pPh[2], pE[2], gen[2];
bit giving;             /* in the control record of X: it has let the tenant go, and nobody is known to have taken it */
/* the validator: what it demands of each cohort */
byte v[2];
/* the shared fence record: what each cohort has announced, and whose raise has not been seen to end */
byte f[2], raising;
/* records of two keys: token, version, and in the legacy store pending flag (writer's epoch + 1) and cohort */
byte mT[2], mV[2], mP[2], mC[2], pT[2], pV[2];
/* writers that rely on a fence which they found standing, by cohort + 1 */
byte rely[NW];
/* ghosts */
byte truth[2];
bit lost[NW + 1], acked[NW + 1];
byte of0;               /* whose key 0 is */
byte moved, fin;

#define COHORT(g, k) ((k) == 1 -> Y : ((g) == 0 -> X : Y))
#define M_LEADS(c) (mPh[c] == STEADY || mPh[c] == MOVING)
#define P_LEADS(c) (pPh[c] == STEADY || pPh[c] == MOVING)
#define OWNER(k) ((k) == 1 -> Y : of0)
#define RELIED(c) (rely[0] == (c) + 1 || rely[1] == (c) + 1 || rely[2] == (c) + 1)
#ifdef NO_GENERATION
#define KNOWS(c, g) 1
#else
#define KNOWS(c, g) (gen[c] == (g))
#endif
#ifdef ONE_EPOCH
#define HIGHEST (v[0] > v[1] -> v[0] : v[1])
#define ADMITS(c, e) ((e) >= HIGHEST)
#else
#define ADMITS(c, e) ((e) >= v[c])
#endif

#ifdef MOVES_GIVING
#define MAY_MOVE(c) 1
#else
#define MAY_MOVE(c) (c == Y || !giving)
#endif

/* Raises the fence of cohort c to e: announce, one unconditional command on the collection, see it end. */
inline raise(c, e, me, a, b, strong) {
  d_step { if :: f[c] < e -> f[c] = e :: else fi; raising = raising | (1 << me); a = f[0]; b = f[1] };
#ifdef NO_FENCE_RECORD
  d_step { a = v[0]; b = v[1]; if :: c == 0 -> a = e :: else -> b = e fi };
#endif
#ifdef FORGETS_OTHER
  if :: c == 0 -> b = 0 :: else -> a = 0 fi;
#endif
  d_step { v[0] = a; v[1] = b };
  d_step {
    raising = raising & (255 - (1 << me));
#if defined(TRUST_TAKEOVER) || defined(NO_FENCE_RECORD)
    strong = (v[c] >= e);
#else
    strong = (v[c] >= e && raising == 0);
#endif
    a = 0; b = 0 }
}

/* A writer of key k whose configuration has the assignment of generation g. */
proctype writer(byte w, k, g) {
  byte c, e, rT, rV, att, lead, ok;
  c = COHORT(g, k);
again:
  if :: att == ATT -> goto out :: else -> att++ fi;
  lead = 0; ok = 0;
  if
  :: d_step { mPh[c] == STEADY && KNOWS(c, g) ->
       lead = 1; e = mE[c];
#ifdef OTHER_EPOCH
       if :: mE[1 - c] > e -> e = mE[1 - c] :: else fi;
#endif
       rely[w - 1] = (v[c] >= mE[c] -> c + 1 : 0) }
  :: d_step { pPh[c] == STEADY && KNOWS(c, g) -> lead = 2; e = pE[c] }
  :: goto out
  fi;
  if
  :: lead == 1 ->
     d_step { rT = mT[k]; rV = mV[k] };
     d_step {
       if
       :: mT[k] == rT && ADMITS(c, e) ->
          mT[k] = w; mV[k] = (rV > e * 8 -> rV : e * 8) + 1; mP[k] = e + 1; mC[k] = c; ok = 1;
          if
          :: M_LEADS(OWNER(k)) -> assert(truth[k] == rT); truth[k] = w
          :: else -> lost[w] = 1
          fi
       :: mT[k] == rT && !(ADMITS(c, e)) ->
          /* nobody who writes in its cohort's epoch may be refused */
          assert(!(mPh[c] == STEADY && mE[c] == e))
       :: else
       fi };
     if :: !ok -> rely[w - 1] = 0; goto again :: else fi;
     /* the answer: on the fence that was found standing, or on the control record, read once more */
     if
     :: d_step { rely[w - 1] != 0 -> acked[w] = 1 }
     :: d_step { mPh[c] == STEADY && (mE[c] == e || mE[c] == e + 1) -> acked[w] = 1 }
     :: goto out
     fi
  :: else ->
     d_step {
       if
       :: pPh[c] == STEADY && pE[c] == e ->
          rT = pT[k]; assert(rT == truth[k]);
          pT[k] = w; pV[k] = (pV[k] > e * 8 -> pV[k] : e * 8) + 1; truth[k] = w; acked[w] = 1; ok = 1
       :: else
       fi };
     if :: !ok -> goto again :: else fi
  fi;
out:
  skip;
  d_step { rely[w - 1] = 0; c = 0; e = 0; rT = 0; rV = 0; att = 0; lead = 0; ok = 0; k = 0; g = 0; fin++ }
}

/* A process stops relying on what it found. */
active proctype time() {
end:
  do
  :: rely[0] != 0 -> rely[0] = 0
  :: rely[1] != 0 -> rely[1] = 0
  :: rely[2] != 0 -> rely[2] = 0
  od
}

/* Sends what is pending of its cohort, by the assignment of the control record. */
proctype sender(byte c) {
  byte e, k, rT, rV, ok;
end:
  do
  :: d_step { mP[0] != 0 && M_LEADS(c) && COHORT(gen[c], 0) == c -> k = 0; e = mE[c]; rT = mT[0]; rV = mV[0] }; goto send
  :: d_step { mP[1] != 0 && M_LEADS(c) && c == Y -> k = 1; e = mE[c]; rT = mT[1]; rV = mV[1] }; goto send
  od;
send:
  skip;
  d_step {
    ok = 0;
    if
    :: !P_LEADS(c) && e >= pE[c] && rV > pV[k] -> pT[k] = rT; pV[k] = rV; ok = 1
    :: !P_LEADS(c) && e >= pE[c] && rV == pV[k] && rT == pT[k] -> ok = 1
    :: else
    fi };
  d_step { if :: ok && mT[k] == rT && mV[k] == rV -> mP[k] = 0; mC[k] = 0 :: else fi; e = 0; k = 0; rT = 0; rV = 0; ok = 0 };
  goto end
}

#define LEFT_BEHIND(k) if :: OWNER(k) == c && mP[k] != 0 && mT[k] != pT[k] -> \
    if :: mT[k] <= NW -> lost[mT[k]] = 1 :: else fi; truth[k] = pT[k] :: else fi

/* Moves the lead of a cohort from legacy to target. */
proctype coordinator(byte c, me) {
  byte e, a, b, strong, g;
end_begin:
  d_step { mPh[c] == STEADY && moved < MOVES && MAY_MOVE(c) -> mPh[c] = MOVING; e = mE[c]; g = gen[c]; moved++ };
  if :: skip :: goto out fi;
  raise(c, e + 1, me, a, b, strong);
end_wait:
  if :: strong || !RELIED(c) fi;
  if
  :: skip
  :: goto out
  :: d_step { if :: mPh[c] == MOVING && mE[c] == e -> mPh[c] = STEADY; mE[c] = e + 2 :: else fi }; goto out
  fi;
  /* drained: of every key of the cohort */
end_drain0:
  (c != Y || mP[1] == 0);
end_drain1:
  (COHORT(g, 0) != c || mP[0] == 0);
  d_step {
    if
    :: mPh[c] == MOVING && mE[c] == e -> LEFT_BEHIND(0); LEFT_BEHIND(1); mPh[c] = AWAY; mE[c] = e + 2
    :: else -> e = 99
    fi };
  if :: e == 99 -> goto out :: else fi;
  d_step { if :: pE[c] < e + 2 -> pE[c] = e + 2; pPh[c] = STEADY :: else fi };
out:
  skip;
  d_step { e = 0; a = 0; b = 0; strong = 0; g = 0 }
}

#ifdef ADVANCE_BY_ONE
#define ADVANCE 1
#else
#define ADVANCE 2
#endif

#ifdef STAGES_DIFFER
#define RECEIVES(e) 1
#else
#define RECEIVES(e) (mPh[Y] == STEADY && mE[Y] == (e))
#endif
inline receive(e, ok) {
  d_step {
    if
    :: RECEIVES(e) -> gen[Y] = 1; of0 = Y; if :: mPh[Y] == STEADY -> mE[Y] = e + 2 :: else fi; ok = 1
    :: else -> ok = 0
    fi }
}

/* Gives the tenant of key 0 from X to Y: X lets go, its fence stands, Y takes. */
proctype reassigner(byte me) {
  byte eX, eY, a, b, strong, ok;
end_begin:
  d_step { mPh[X] == STEADY && (mPh[Y] == STEADY || RECEIVES(0)) -> eX = mE[X]; eY = mE[Y] };
#ifdef RECEIVER_FIRST
  receive(eY, ok);
  if :: !ok -> goto out :: else fi;
#endif
  d_step { if :: mPh[X] == STEADY && mE[X] == eX -> mE[X] = eX + ADVANCE; gen[X] = 1; giving = 1 :: else -> eX = 99 fi };
  if :: eX == 99 -> goto out :: else fi;
  if :: skip :: goto out fi;
#ifndef NO_GIVER_FENCE
  raise(X, eX + ADVANCE, me, a, b, strong);
end_wait:
  if :: strong || !RELIED(X) fi;
#endif
#ifndef RECEIVER_FIRST
  receive(eY, ok);
  /* Y moved meanwhile: undone, if X is still as it was left */
  if :: !ok -> d_step { if :: mPh[X] == STEADY && mE[X] == eX + ADVANCE -> mE[X] = eX + 2 * ADVANCE; gen[X] = 0; giving = 0 :: else fi } :: else fi;
  d_step { if :: ok && mPh[X] == STEADY && mE[X] == eX + ADVANCE -> giving = 0 :: else fi };
#endif
out:
  skip;
  d_step { eX = 0; eY = 0; a = 0; b = 0; strong = 0; ok = 0 }
}

#ifdef KEEPER
/* Puts the fence of a cohort back that it takes for too low, and may be late. */
proctype keeper(byte c, me) {
  byte e, a, b, strong;
  e = mE[c];
  raise(c, e, me, a, b, strong);
  d_step { e = 0; strong = 0 }
}
#endif

active proctype invariants() {
end:
  do
  :: atomic { (lost[1] && acked[1]) || (lost[2] && acked[2]) || (lost[3] && acked[3]) -> printf("an acknowledged write is lost\n"); assert(0) }
  :: atomic { (M_LEADS(X) && P_LEADS(X)) || (M_LEADS(Y) && P_LEADS(Y)) -> printf("two leaders of a cohort\n"); assert(0) }
#ifdef STRICT
  :: atomic { lost[1] || lost[2] || lost[3] -> printf("a store that does not lead accepted a write\n"); assert(0) }
#endif
  od
}

init {
  atomic {
    mPh[0] = STEADY; mPh[1] = STEADY; pPh[0] = AWAY; pPh[1] = AWAY;
    mE[0] = 1; mE[1] = 1; v[0] = 1; v[1] = 1; f[0] = 1; f[1] = 1;
    mT[0] = 9; mT[1] = 9; pT[0] = 9; pT[1] = 9; mV[0] = 1; mV[1] = 1; pV[0] = 1; pV[1] = 1; truth[0] = 9; truth[1] = 9;
    run writer(1, 0, 0);
#ifdef NEW_WRITER
    run writer(2, 0, 1);
#elif !defined(ONE_WRITER)
    run writer(2, 1, 0);
#endif
    run sender(X); run sender(Y);
    run coordinator(X, 0); run coordinator(Y, 1);
#ifdef KEEPER
    run keeper(Y, 3);
#endif
#if REASSIGN
    run reassigner(2)
#endif
  }
}
