/*
 * C7. The lead goes back from target to legacy while the drain still inserts. ONE key; puts and deletes, on the target before the move
 * and on the legacy store after it; the drain's own reverse insert, with its look at the tombstone and its confirmation. Two
 * coordinators: either may die at any step, be overtaken, or wake late, also between two statements of one insert.
 *
 * Run:   spin -a c7_drain_insert.pml && gcc -O2 -DSAFETY -DCOLLAPSE -DMEMLIM=16000 -o pan pan.c && ./pan -m1000000
 * Trace: spin -t -p -g c7_drain_insert.pml      (same -D flags)         All variants: python3 run_all.py
 *
 * c_leader_change.pml has puts only, on a key that exists: there a late write of a drain never matches. This one adds what that lacks.
 *
 * Variants:
 *   FENCE_ONCE       the next leader leads in the very epoch of the drain: no second fence, no look after it
 *   NO_LAST_LOOK     the second fence, but no look after it (not refuted here: what a drain sends does not change any more)
 *   LATE_LOOK        whatever is below any tombstone is removed, even below an intent of the next leader
 *   NOPS=1|2|3       operations on the legacy store after the move (default 2)
 */
#ifndef NOPS
#define NOPS 2
#endif
#ifndef NCO
#define NCO 2
#endif
#define MAXE 3          /* a move is not begun anew from this epoch on */
#define B 8
#define STEADY 1
#define MOVING 2
#define AWAY 3
#define M_LEADS (mPh == STEADY)
#define P_LEADS (pPh == STEADY || pPh == MOVING)
#define MAX(a, b) ((a) > (b) -> (a) : (b))
/* both stores hold what was acknowledged last */
#define AGREED (mX == pX && ((mX && mT == truth && pT == truth) || (!mX && truth == 0)))
#ifdef FENCE_ONCE
#define NEXT 1
#else
#define NEXT 2
#endif

/* legacy store: record, its pending flags; tombstone, its pending flag */
bit mX; byte mT, mV, mP, mU;    /* mU: attempt whose insert is provisional, 0: none */
byte tV; bit tP;
byte mE, mPh, mFence;
/* target store: one row for record and tombstone alike */
bit pX; byte pT, pV; bit pP;
byte pE, pPh;
/* ghosts */
byte truth;                     /* token of the last acknowledged put, 0 after an acknowledged delete */
byte attempts, tokens = 1;
bit deleting, tdone, ldone;
byte codone;

#define DIE if :: skip :: goto dead fi

/* A caller while the target leads: one put or delete, in a transaction that checks the control record. */
active proctype targetCaller() {
  byte e;
  if :: d_step { pPh == STEADY -> e = pE } :: skip fi;
  if
  :: d_step { pPh == STEADY && pE == e -> tokens++; pX = 1; pT = tokens; pV = MAX(pV, e * B) + 1; pP = 1; truth = pT }
  :: d_step { pPh == STEADY && pE == e && pX -> pX = 0; pV = MAX(pV, e * B) + 1; pP = 1; truth = 0 }
  :: skip
  fi;
  d_step { e = 0; tdone = 1 }
}

/* 4.2 and 4.3 of the protocol, one statement a step, as the drain of epoch e does them */
proctype coordinator() {
  byte e, rT, rV, r, me, t; bit rX, live;
begin:
  skip;
  if
  :: d_step { pPh == STEADY && pE < MAXE -> e = pE; pPh = MOVING }
  :: d_step { pPh == MOVING -> e = pE }
  :: pPh == AWAY && mPh == AWAY -> goto takeUp
  :: mPh == STEADY -> goto dead
  :: pPh == STEADY && pE >= MAXE -> goto dead
  fi;
  DIE;
  d_step { if :: mFence < e + 1 -> mFence = e + 1 :: else fi };
drain:
  DIE;
  d_step { rX = 0; rT = 0; rV = 0; r = 0; me = 0; t = 0 };
  if
  :: !(pPh == MOVING && pE == e) -> goto dead
  :: d_step { pP -> rX = pX; rT = pT; rV = pV }
  :: d_step { mU -> me = mU; rV = mV } ; goto look                                       /* the cleanup of provisional records */
  :: d_step { !pP && !mU -> skip } ; goto foundEmpty
  :: d_step { pPh == MOVING && pE == e -> pPh = STEADY; pE = e + 2 } ; goto dead          /* abort */
  fi;
  if
  :: !rX ->
     d_step { if :: tV < rV -> tV = rV :: else fi };
     DIE;
     d_step { if :: mX && mV < rV -> mX = 0; mT = 0; mV = 0; mP = 0; mU = 0 :: else fi };
     goto settled
  :: else
  fi;
  d_step {
    if
    :: mX && mP == 0 && mV < rV -> mV = rV; mT = rT; r = 1
    :: mX && mV == rV && mT == rT -> r = 1
    :: mX && !(mP == 0 && mV < rV) && !(mV == rV && mT == rT) -> r = 2
    :: !mX -> r = 0
    fi };
  if
  :: r == 0 ->
     DIE;
     d_step {                                    /* the insert: sees the validator, not the tombstone */
       if
       :: mX -> r = 3
       :: !mX && e + 1 < mFence -> r = 4
       :: else -> attempts++; assert(attempts < 200); me = attempts; mX = 1; mT = rT; mV = rV; mP = 0; mU = me; r = 1
       fi }
  :: else
  fi;
  if
  :: r == 1 -> skip
  :: r == 2 -> d_step { if :: P_LEADS && pP && pV == rV && pT == rT -> pV = MAX(MAX(MAX(pV, mV), tV), (e + NEXT - 1) * B) + 1; assert(pV < 200) :: else fi }; goto drain
  :: r == 3 -> goto drain
  :: r == 4 -> goto dead
  fi;
look:
  DIE;
  d_step { t = tV; live = tP }
  DIE;
  if
  :: t > rV ->
#ifdef LATE_LOOK
     d_step { if :: mX && mV < t -> mX = 0; mT = 0; mV = 0; mP = 0; mU = 0 :: else fi }; goto drain
#else
     if :: live -> goto drain :: else fi;             /* a live intent is of the next leader, and takes its victim itself */
     d_step { if :: mX && mV == rV && (rT == 0 || mT == rT) -> mX = 0; mT = 0; mV = 0; mP = 0; mU = 0 :: else fi }; goto drain
#endif
  :: else -> d_step { if :: mX && me > 0 && mU == me -> mU = 0 :: else fi }
  fi;
  if :: rT == 0 -> goto drain :: else fi;                                                /* the cleanup of provisional records clears nothing in the leader */
settled:
  skip;
  d_step { if :: P_LEADS && pV == rV && pX == rX && (!rX || pT == rT) -> pP = 0 :: else fi };
  goto drain;
foundEmpty:
  skip;
#ifndef FENCE_ONCE
  d_step { if :: mFence < e + 2 -> mFence = e + 2 :: else fi };
  DIE;
#ifndef NO_LAST_LOOK
  if
  :: d_step { !pP && !mU -> skip }
  :: d_step { (pP || mU) -> if :: pPh == MOVING && pE == e -> pPh = STEADY; pE = e + 2 :: else fi } ; goto dead
  fi;
  DIE;
#endif
#endif
  d_step { if :: pPh == MOVING && pE == e -> pPh = AWAY; pE = e + NEXT; r = 1 :: else -> r = 0 fi };
  if :: r == 0 -> goto dead :: else fi;
  DIE;
takeUp:
  skip;
  d_step { if :: pPh == AWAY && mPh == AWAY -> mE = pE; mPh = STEADY :: else fi };
dead:
  skip;
  d_step { e = 0; rX = 0; rT = 0; rV = 0; r = 0; me = 0; t = 0; codone++ }
}

/* A caller once legacy leads: puts and deletes one after the other, so what it finds must be what it was told last. */
active proctype legacyCaller() {
  byte n, e, rT, rV, rt; bit rX;
  do
  :: n == NOPS -> break
  :: n < NOPS && codone == NCO && mPh != STEADY -> break
  :: n < NOPS && mPh == STEADY ->
     n++;
     d_step { e = mE; rX = mX; rT = mT; rV = mV };
     assert((rX -> truth == rT : truth == 0));
     rt = tV;
     if
     :: rX ->                                                                              /* delete: intent, then exactly the victim */
        d_step { deleting = 1; assert(e >= mFence); tV = MAX(MAX(rV, rt), e * B) + 1; tP = 1 };
        d_step { if :: mX && mT == rT && mV == rV -> mX = 0; mT = 0; mV = 0; mP = 0; mU = 0 :: else -> assert(0) fi; truth = 0; deleting = 0 }
     :: d_step {
          if
          :: rX && mX && mT == rT && mV == rV -> tokens++; mT = tokens; mV = MAX(MAX(rV, rt), e * B) + 1; mP = 1; mU = 0; truth = mT
          :: !rX && !mX -> tokens++; mX = 1; mT = tokens; mV = MAX(rt, e * B) + 1; mP = 1; mU = 0; truth = mT
          :: else -> n = n                                                                 /* overtaken: by nobody who may */
          fi }
     fi
  od;
  skip;
  d_step { n = 0; e = 0; rT = 0; rV = 0; rt = 0; rX = 0; ldone = 1 }
}

/* legacy -> target, once legacy leads */
active proctype forward() {
  byte e, rT, rV, r;
  do
  :: d_step { M_LEADS && mX && mP -> e = mE; rT = mT; rV = mV };
     d_step {
       if
       :: pPh == AWAY && e >= pE && rV > pV -> pX = 1; pT = rT; pV = rV; r = 1
       :: pPh == AWAY && e >= pE && rV == pV && pX && rT == pT -> r = 1
       :: else -> r = 2
       fi };
     d_step {
       if
       :: r == 1 && mX && mT == rT && mV == rV -> mP = 0
       :: r == 2 && mX && mT == rT && mV == rV && mP -> mV = MAX(MAX(mV, pV), tV) + 1; assert(mV < 200)
       :: else
       fi };
     d_step { e = 0; rT = 0; rV = 0; r = 0 }
  :: d_step { M_LEADS && tP && !deleting && mX -> tP = 0 }                                /* superseded */
  :: d_step { M_LEADS && tP && !deleting && !mX -> e = mE; rV = tV };
     d_step {
       if
       :: pPh == AWAY && e >= pE && rV > pV -> pX = 0; pT = 0; pV = rV; r = 1
       :: pPh == AWAY && e >= pE && rV == pV && !pX -> r = 1
       :: else -> r = 2
       fi };
     d_step {
       if
       :: r == 1 && tV == rV -> tP = 0
       :: r == 2 && tV == rV && tP -> tV = MAX(tV, pV) + 1; assert(tV < 200)
       :: else
       fi };
     d_step { e = 0; rV = 0; r = 0 }
  :: ldone && !(M_LEADS && ((mX && mP) || tP)) -> break
  od
}

active proctype invariants() {
end:
  do
  :: atomic { M_LEADS && P_LEADS -> printf("two leaders\n"); assert(0) }
  :: atomic { M_LEADS && ldone && codone == NCO && !(mX && mP) && !tP && !AGREED
              -> printf("legacy leads: a deleted record is back, a write is lost, or the stores differ\n"); assert(0) }
  od
}

init {
  atomic {
    byte i;
    pX = 1; pT = 1; pV = B + 1; pP = 1; truth = 1;
    pPh = STEADY; pE = 1; mPh = AWAY; mE = 1; mFence = 1;
    i = 0; do :: i < NCO -> run coordinator(); i++ :: else -> break od; i = 0
  }
}
