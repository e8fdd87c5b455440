/*
 * A2. Writes on hints (protocol 3.1, 3.2), an extension of a_legacy_leads.pml. The legacy store (single-document atomicity) leads; the target store (transactions) follows. ONE key.
 *
 * Run (exhaustive, corrected protocol):
 *   spin -a a2_writes_on_hints.pml && gcc -O2 -DSAFETY -DCOLLAPSE -DMEMLIM=16000 -o pan pan.c && ./pan -m1000000
 * Run a variant: add -DNAME to the first command, for example  spin -DNO_TOKEN_APPLY -a a2_writes_on_hints.pml
 * Read a counterexample: ./pan writes a trail; then  spin -t -p -g a2_writes_on_hints.pml   (with the same -D flags)
 * All variants with their expected verdicts: python3 run_all.py
 *
 * Every statement that touches a store is one atomic step. Processes may be arbitrarily slow between steps
 * (which is also a request that lands after its caller aborted), and may die between any two steps.
 *
 * Variants, each switches one rule of the corrected protocol off:
 *   NO_TOKEN_APPLY   follower treats an image of the version it holds as "already applied" without looking at the token
 *   NO_CLEAR_TOKEN   the pending flag is cleared by version only
 *   NO_INTENT_CAS    the intent is written without comparing with the tombstone that was read
 *   NO_HELP          a deleter replaces a pending tombstone without finishing it first
 *   NO_PENDING_BUMP   a sender allocates a record anew although its pending flag is gone
 *   NO_DOC_FIRST     the tombstone is read before the record
 *   NO_TOMB_CHECK    a record is sent without comparing its version with the tombstone's
 *   NO_VICTIM_EXEMPT a record named by a live intent is bumped like any record whose tombstone is not older
 *   NO_CLAIM         a roll-forward does not claim the intent; a deleter whose victim is gone simply starts again
 *   NO_ABSENT_CHECK  a tombstone is sent without re-reading that the record is absent
 *   GC_LEADER / GC_FOLLOWER / GC_BOTH  remove not pending tombstones at once;  GC_EPOCH  remove them behind an epoch fence
 *   ATT=n           attempts of one operation before it answers Conflict (default 2)
 *   MOVE            the lead moves: fence, drain, decide; after the decision nothing may change in either store
 *   NO_FENCE, DRAIN_RECORDS_ONLY  (with MOVE) without the fence; intents are not drained
 *   LEGDOC=0|1       start with an absent key or with a record that has no _sync (version 0)
 *   START_V=n        start with a pending record of version n that the follower does not have
 *   K1=,K2=,K3=      fix what each client does (0 put, 1 insert if absent, 2 delete)
 *   NONET, NOBACKFILL  without the delayed message, without the backfill worker
 *   NOFAIL           no follower failures (for the non-progress check: gcc -DNP, ./pan -l)
 */
#ifndef LEGDOC
#define LEGDOC 1
#endif
#ifndef NCLI
#define NCLI 3
#endif
#ifndef NREC
#define NREC 2
#endif
#ifndef KINDS
#define KINDS 3
#endif
#ifndef ATT
#define ATT 2
#endif
#ifdef SLOTS
#define MAXV 200
#else
#define MAXV 30
#endif
#ifdef SLOTS
#define BASE 60
#else
#define BASE 12
#endif

#define OK 1
#define SAME 2
#define STALE 3
#define FAIL 4

#define APPLIED 1
#define NOTAPPLIED 2
#define UNKNOWN 3

/* leader: the record and the tombstone (one tombstone document per key) */
byte dX, dT, dV, dP;
byte tX, tV, tVic, tVicV, tK, tP, tC, tG;
/* follower: one row (record or tombstone) */
byte fX, fV, fT, fD;
/* one message in the network, lands at any time */
byte nX, nV, nT, nD, nE;
/* epoch fences: leader's (validator) and follower's (control row) */
byte E, fE;
/* ghosts */
byte eff[NCLI+1], outc[NCLI+1];
byte fin;
byte ackV[NCLI+1];  /* the version that was answered */
bit gA[NCLI+1], gP[NCLI+1]; /* during the call: absent once, present once */
bit sX;  /* the record was there at the beginning */
byte k1, k2, k3;  /* what each client does: 0 put, 1 insert only if absent, 2 delete */
byte bfdone;
bit away;   /* MOVE: the lead has been aborted; nothing may change any more */
#ifdef MOVE
#define FROZEN assert(!away)
#define CLIENT_EPOCH 0          /* every client read its stage before the move */
#else
#define FROZEN skip
#define CLIENT_EPOCH E
#endif

#define FOLLOWER_IS(v,t) (fX && !fD && fV==(v) && fT==(t))
#ifdef NO_VICTIM_EXEMPT
#define VICTIM_IS(t,v) 0
#else
#define VICTIM_IS(t,v) (tX && tP && tVic == (t) && tVicV == (v))
#endif
#ifdef NO_PENDING_BUMP
#define STILL_PENDING(p) 1
#else
#define STILL_PENDING(p) (p)
#endif
#define DOC_PENDING (dX && dP)
#define TOMB_PENDING (tX && tP)

inline apply(isdel, v, t, e, res, held) {
  if
  :: d_step {
       if
       :: e < fE -> res = FAIL
       :: else ->
         if
         :: !fX || (v) > fV -> FROZEN; fX = 1; fV = v; fT = t; fD = isdel; res = OK
#ifdef NO_TOKEN_APPLY
         :: fX && (v) == fV -> res = SAME
#else
         :: fX && (v) == fV && (t) == fT && (isdel) == fD -> res = SAME
#endif
         :: else -> res = STALE; held = fV
         fi
       fi }
#ifndef NOFAIL
  :: res = FAIL
#endif
  fi
}

inline max3(a, b, c, r) {
  r = a;
  if :: (b) > r -> r = b :: else fi;
  if :: (c) > r -> r = c :: else fi;
}


/* ---- answers that a plain read alone must not give: was there a moment during the call at which they were true? ---- */
#define SAW_ABS d_step { gA[1] = 1; gA[2] = 1; gA[NCLI] = 1 }
#define SAW_PRE d_step { gP[1] = 1; gP[2] = 1; gP[NCLI] = 1 }
/* the record went away / came to be: every call that runs has seen it (a call that begins later overwrites its entries) */
#define GONE_NOW gA[1] = 1; gA[2] = 1; gA[NCLI] = 1
#define HERE_NOW gP[1] = 1; gP[2] = 1; gP[NCLI] = 1
#define SAY_ABSENT   outc[op] = NOTAPPLIED; assert(gA[op])
#define SAY_PRESENT  outc[op] = NOTAPPLIED; assert(gP[op])

#ifdef SLOTS
/* versions of different writers never meet: the next number of the writer's own residue class */
#define NEXT(x, who) ((x) + 1 + (4 + (who) - (((x) + 1) % 4)) % 4)
#else
#define NEXT(x, who) ((x) + 1)
#endif

proctype client(byte op) {
  byte rX, rT, rV, rtX, rtV, rtK, nv, res, held, kind, e, att, rtP, rtVic, rtVicV, h;
  bit slow, chk, lost, intd;
  kind = (op == 1 -> k1 : (op == 2 -> k2 : k3));
#ifdef SEQ
  /* a caller that calls after another was answered */
  if :: op == SEQ -> (outc[1] != 0) :: else fi;
#endif
  d_step { gA[op] = !dX; gP[op] = dX };

#ifdef FAST
  /* ================= the fast attempt; what it reads is a hint, and nothing but Applied or Unknown is answered from it ============= */
#ifdef CRASHY
  if :: skip :: lost = 1 fi;
#endif
  if
  :: kind == 2 -> goto fdel
#ifdef F_CAS
  /* the same with the hint spelled out: an earlier committed state, one that is rolled back later, or the pending flag as it is rolled back later */
  :: kind == 0 ->
     if
     :: d_step { rX = dX; rT = (dX -> dT : 0); rV = (dX -> dV : 0); chk = (dP || dV == 0) }
     :: d_step { dX && dV > 0 -> rX = 1; rT = dT; rV = dV; chk = 0 }        /* a clearing of the pending flag that is rolled back */
     :: d_step { rX = 1; rT = (op % NCLI) + 1; rV = 1; chk = 0 }            /* a write that is rolled back (and may land again) */
     :: d_step { rX = 1; rT = (op % NCLI) + 1; rV = 2; chk = 1 }
     :: rX = 0
     fi;
     if :: rX == 0 -> goto fins :: else fi;
     e = CLIENT_EPOCH;
     if :: lost -> if :: skip :: atomic { outc[op] = UNKNOWN; lost = 0; intd = 1 } fi :: else fi;
     d_step {
       if
#ifdef F_NO_FLAG_FILTER
       :: e >= E && dX && dT == rT && dV == rV ->
#else
       :: e >= E && dX && dT == rT && dV == rV && (chk || !dP) ->
#endif
          max3(rV, e * BASE, 0, nv); nv = NEXT(nv, op); assert(nv < MAXV);
          FROZEN; dT = op; dV = nv; dP = 1; eff[op]++; res = 1
       :: else -> res = 0
       fi };
     rT = 0; rV = 0; rX = 0;
     goto fdone
#else
  :: kind == 0 -> if :: skip :: goto fins fi   /* the hint said present, or absent */
#endif
  :: kind == 1 -> goto fins
  fi;
  /* F-update: one statement over whatever is there; the same as a plain read and a compare-and-set, of which only the fitting hint succeeds */
  e = CLIENT_EPOCH;
  if :: lost -> if :: skip :: atomic { outc[op] = UNKNOWN; lost = 0; intd = 1 } fi :: else fi;   /* aborted before it lands */
  d_step {
    if
    :: e >= E && dX ->
       max3(dV, e * BASE, 0, nv); nv = NEXT(nv, op); assert(nv < MAXV);
#ifdef F_NO_COMPARE_PENDING
       chk = 0;
#else
#ifdef ROGUE_OK
       chk = dP;
#else
       chk = (dP || dV == 0);
#endif
#endif
       FROZEN; dT = op; dV = nv; dP = 1; eff[op]++; res = 1
    :: else -> res = 0
    fi };
  goto fdone;
fins:
  /* F-insert: one statement; the tombstone's version is a hint */
  if
#ifdef F_TOMB_HINT
  :: d_step { h = (tX -> tV : 0) }
#else
  :: h = 0 :: h = 2
#ifdef F_HINTS_MORE
  :: h = 1 :: h = 3
#endif
#endif
  fi;
  e = CLIENT_EPOCH;
#ifdef F_ANSWER_FROM_HINT
  if :: skip :: sX -> atomic { SAY_PRESENT; goto dead } fi;   /* a deposed primary answers "duplicate key", from the state before the call */
#endif
  if :: lost -> if :: skip :: atomic { outc[op] = UNKNOWN; lost = 0; intd = 1 } fi :: else fi;
  d_step {
    if
    :: e >= E && !dX ->
       max3(h, e * BASE, 0, nv); nv = NEXT(nv, op); assert(nv < MAXV);
#ifdef F_NO_COMPARE_INSERT
       chk = 0;
#else
       chk = 1;
#endif
       FROZEN; dX = 1; dT = op; dV = nv; dP = 1; eff[op]++; HERE_NOW; res = 1
    :: else -> res = 0
    fi };
fdone:
  h = 0;
  if
  :: intd -> goto dead                                     /* it was answered Unknown before */
  :: lost && !intd ->                                      /* no answer: the token tells (LIN) */
     d_step { lost = 0; res = (dX && dT == op); if :: res -> nv = dV :: else fi };
     chk = 1;
     if :: res -> atomic { outc[op] = APPLIED; ackV[op] = nv }; rX = 0; goto sent :: else -> outc[op] = UNKNOWN; goto dead fi
  :: !lost && !intd && res == 1 -> atomic { outc[op] = APPLIED; ackV[op] = nv }; rX = !chk; goto sent
  :: !lost && !intd && res != 1 -> slow = 1; res = 0; nv = 0; chk = 0; e = 0;
#ifdef F_ANSWER_FROM_HINT
     if :: kind == 1 -> atomic { SAY_PRESENT; goto dead } :: else fi;
#endif
     goto again
  fi;

fdel:
  skip;
#ifdef F_SKIP_FINISH
  /* tombstone first, then the record, in one session: if the record is not the victim of a pending tombstone, that victim is gone for good,
     and the intent may be replaced, by compare-and-set, without finishing it */
#ifdef F_SKIP_ORDER
  d_step { rX = dX; rT = (dX -> dT : 0); rV = (dX -> dV : 0) };
  d_step { rtX = tX; rtV = (tX -> tV : 0); rtK = (tX -> tK : 0); rtP = TOMB_PENDING; rtVic = (rtP -> tVic : 0); rtVicV = (rtP -> tVicV : 0) };
#else
  d_step { rtX = tX; rtV = (tX -> tV : 0); rtK = (tX -> tK : 0); rtP = TOMB_PENDING; rtVic = (rtP -> tVic : 0); rtVicV = (rtP -> tVicV : 0) };
  d_step { rX = dX; rT = (dX -> dT : 0); rV = (dX -> dV : 0) };
#endif
  e = CLIENT_EPOCH;
  if
  :: !rX || (rtP && rT == rtVic && rV == rtVicV) ->
     d_step { slow = 1; rX = 0; rT = 0; rV = 0; rtX = 0; rtV = 0; rtK = 0; rtP = 0; rtVic = 0; rtVicV = 0; e = 0; lost = 0 }; goto again
  :: else
  fi;
  d_step {
    if
    :: e >= E && tX == rtX && (!tX || (tV == rtV && tK == rtK && (rtP || !tP))) ->
       max3(rV, rtV, e * BASE, nv); nv = NEXT(nv, op); assert(nv < MAXV);
       FROZEN; tX = 1; tV = nv; tVic = rT; tVicV = rV; tK = op; tP = 1; tC = 0; tG = 0; res = 1
    :: else -> res = 0
    fi };
  d_step { rtX = 0; rtV = 0; rtK = 0; rtP = 0; rtVic = 0; rtVicV = 0 };
  goto fint;
#endif
  /* F-delete: the record is a hint, of a state that was committed once (majority) */
#ifdef F_PHANTOM
  if
  :: d_step { rX = dX; rT = (dX -> dT : 0); rV = (dX -> dV : 0) }
  :: d_step { rX = 1; rT = 3 - op; rV = 1 }                /* a write that is seen and rolled back, and comes again by a retry */
  fi;
#else
#ifdef F_ANSWER_FROM_HINT
  /* a deposed primary: the state before the call, kept in sX */
  if :: d_step { rX = dX; rT = (dX -> dT : 0); rV = (dX -> dV : 0) } :: d_step { sX == 0 -> rX = 0; rT = 0; rV = 0 } fi;
  if :: !rX -> atomic { SAY_ABSENT; goto dead } :: else fi;
#else
  d_step { rX = dX; rT = (dX -> dT : 0); rV = (dX -> dV : 0) };
#endif
#endif
  if :: !rX -> slow = 1; goto again :: else fi;
#ifdef F_DELETE_FIRST
  d_step { if :: dX && dT == rT && dV == rV -> FROZEN; dX = 0; dT = 0; dV = 0; dP = 0; eff[op]++; GONE_NOW; res = 1 :: else -> res = 0 fi };
  if :: res == 0 -> slow = 1; goto again :: else fi;
#endif
  e = CLIENT_EPOCH;                                        /* after the record: the read may be older than the epoch */
  /* the intent: above whatever tombstone is there, but never over a pending one */
  d_step {
    if
#ifdef F_INTENT_ON_PENDING
    :: e >= E ->
#else
    :: e >= E && !(tX && tP) ->
#endif
       h = (tX -> tV : 0); max3(rV, h, e * BASE, nv); h = 0; nv = NEXT(nv, op); assert(nv < MAXV);
#ifdef F_NO_SERVER_MAX
       max3(rV, 0, e * BASE, nv); nv++;
#endif
       FROZEN; tX = 1; tV = nv; tVic = rT; tVicV = rV; tK = op; tP = 1; tC = 0; tG = 0; res = 1
    :: else -> res = 0
    fi };
fint:
  if
  :: res == 0 -> d_step { slow = 1; rX = 0; rT = 0; rV = 0; nv = 0; e = 0; lost = 0 }; goto again
  :: else
  fi;
  if :: lost -> atomic { outc[op] = UNKNOWN; lost = 0; if :: goto dead :: intd = 1 fi } :: else fi;
#ifdef F_DELETE_FIRST
  atomic { outc[op] = APPLIED; ackV[op] = nv }; rX = 1; goto sent;
#endif
  goto execute;
#endif

  /* ================= the attempt with linearizable reads, as before ======================================================= */
again:
  if :: atomic { att == ATT -> if :: outc[op] == 0 -> outc[op] = NOTAPPLIED :: else fi; goto dead } :: else -> att++ fi;
  d_step { e = CLIENT_EPOCH; rX = dX; rT = (dX -> dT : 0); rV = (dX -> dV : 0) };
  d_step { rtX = tX; rtV = (tX -> tV : 0); rtK = (tX -> tK : 0); rtP = TOMB_PENDING && kind == 2; rtVic = (rtP -> tVic : 0); rtVicV = (rtP -> tVicV : 0) };
  if
  :: atomic { kind == 2 && !rX -> SAY_ABSENT; goto dead }
  :: atomic { kind == 1 && rX -> SAY_PRESENT; goto dead }
  :: else
  fi;
  /* a pending tombstone may still be about to lose its victim: finish it before it is replaced */
  if
  :: rtP ->
     d_step { if :: tX && tK == rtK && tV == rtV -> tC = 1; res = 1 :: else -> res = 0 fi };
     if :: res == 0 -> goto again :: else fi;
     d_step {
       if
       :: dX && dT == rtVic && dV == rtVicV -> FROZEN; dX = 0; dT = 0; dV = 0; dP = 0; eff[rtK]++; GONE_NOW; res = 2
       :: else
       fi };
     if :: res == 2 -> att--; goto again :: else fi
  :: else
  fi;
  d_step { max3(rV, rtV, e * BASE, nv); nv = NEXT(nv, op); assert(nv < MAXV); rtP = 0; rtVic = 0; rtVicV = 0 };
  if
  :: kind == 2 ->
     d_step {
       if
       :: e >= E && tX == rtX && (!tX || (tV == rtV && tK == rtK)) ->
          FROZEN; tX = 1; tV = nv; tVic = rT; tVicV = rV; tK = op; tP = 1; tC = 0; tG = 0; res = 1
       :: else -> res = 0
       fi };
     if :: res == 0 -> goto again :: else fi;
execute:
     if :: skip :: atomic { outc[op] = UNKNOWN; goto dead } fi;
     /* delete exactly the victim */
     d_step {
       if
#ifdef F_VICTIM_BY_VERSION
       :: dX && dV == rV ->
#else
       :: dX && dT == rT && dV == rV ->
#endif
          FROZEN; dX = 0; dT = 0; dV = 0; dP = 0; eff[op]++; GONE_NOW; res = 1
       :: else -> res = 0
       fi };
     if
     :: intd -> goto dead
     :: else
     fi;
     if
     :: res == 0 ->
        if
        :: d_step { tX && tK == op && tV == nv && !tC -> res = 0 } ; goto again
        :: atomic { !(tX && tK == op && tV == nv && !tC) -> outc[op] = UNKNOWN; goto dead }
        fi
     :: else -> atomic { outc[op] = APPLIED; ackV[op] = nv }
     fi;
     rX = 1
  :: else ->
     d_step {
       if
       :: e >= E && ((rX && dX && dT == rT && dV == rV) || (!rX && !dX)) ->
          FROZEN; if :: !dX -> HERE_NOW :: else fi; dX = 1; dT = op; dV = nv; dP = 1; eff[op]++; res = 1
       :: else -> res = 0
       fi };
     if :: res == 0 -> goto again :: else -> atomic { outc[op] = APPLIED; ackV[op] = nv } fi
  fi;
sent:
  /* ================= send: rX == 0 means: compare with the tombstone first (causal: not older than the own write) ========= */
  if
  :: kind != 2 && !rX ->
     d_step { rtX = tX; rtV = (tX -> tV : 0); rV = VICTIM_IS(op, nv) };
     if
     :: rtX && rtV >= nv && rV -> goto dead
     :: rtX && rtV >= nv && !rV ->
        d_step {
          if
          :: e >= E && dX && dT == op && dV == nv && dP -> FROZEN; rtV = NEXT(rtV, op); dV = rtV; nv = rtV; dP = 1; res = 1
          :: else -> res = 0
          fi };
        if :: res == 0 -> goto dead :: else fi
     :: else
     fi
  :: else
  fi;
  if
  :: goto dead
#ifndef NONET
  :: atomic { !nX -> nX = 1; nV = nv; nT = op; nD = (kind == 2); nE = e; goto dead }
#endif
  :: apply((kind == 2), nv, op, e, res, held);
     if
     :: res == OK || res == SAME ->
        if
        :: goto dead
        :: kind == 2 -> d_step { if :: tX && tK == op && tV == nv -> tP = 0 :: else fi }
        :: kind != 2 -> d_step { if :: dX && dV == nv && dT == op -> dP = 0 :: else fi }
        fi
     :: else
     fi
  fi;
dead:
  atomic { rX = 0; rT = 0; rV = 0; rtX = 0; rtV = 0; rtK = 0; nv = 0; res = 0; held = 0; kind = 0; e = 0; att = 0; rtP = 0; rtVic = 0; rtVicV = 0; h = 0; slow = 0; chk = 0; lost = 0; intd = 0; fin++ }
}

#ifdef ROGUE
/* a writer that bypasses the library inserts a document without _sync */
active proctype rogue() {
end: atomic { !dX && tX -> dX = 1; dT = 0; dV = 0; dP = 0; HERE_NOW } }
#endif

#ifndef NONET
active proctype network() {
  byte res, held;
end:
  do
  :: nX -> atomic {
       apply(nD, nV, nT, nE, res, held);
       nX = 0; nV = 0; nT = 0; nD = 0; nE = 0; res = 0; held = 0 }
  od
}
#endif

#ifdef MOVE
#define OLD_EPOCH if :: skip :: e = 0 fi
#else
#define OLD_EPOCH skip
#endif
proctype reconciler() {
  byte rT, rV, rX, v, k, vic, vicV, res, held, e, nv;
  do
#ifdef F_REC_STALE_LIST
  :: d_step { DOC_PENDING -> rT = dT; rV = dV }; e = E;        /* the list came from a stale primary: it is older than the epoch */
#else
#ifdef F_REC_TOMB_FIRST
  :: d_step { DOC_PENDING -> held = (tX -> tV : 0) };
     d_step { if :: DOC_PENDING -> e = E; rT = dT; rV = dV; res = 1 :: else -> res = 0 fi };
     if :: res == 0 -> goto next :: else fi;
#else
  :: d_step { DOC_PENDING -> e = E; rT = dT; rV = dV };
#endif
#endif
     OLD_EPOCH;
#ifndef NO_TOMB_CHECK
#ifdef F_REC_TOMB_FIRST
     d_step { rX = VICTIM_IS(rT, rV) };
#else
     d_step { held = (tX -> tV : 0); rX = VICTIM_IS(rT, rV) };
#endif
     if
     :: held >= rV && held > 0 && rX ->
progress_skip:
        skip; goto next   /* a live intent names this very record: the intent decides */
     :: held >= rV && held > 0 && !rX ->
        d_step { if :: e >= E && dX && dT == rT && dV == rV && STILL_PENDING(dP) -> FROZEN; max3(held, e * BASE, 0, nv); nv = NEXT(nv, 0); dV = nv; assert(dV < MAXV); dP = 1 :: else fi };
        goto next
     :: else
     fi;
#endif
     apply(0, rV, rT, e, res, held);
     if
     :: res == OK || res == SAME ->
#ifdef NO_CLEAR_TOKEN
        d_step { if :: dX && dV == rV -> dP = 0 :: else fi }
#else
        d_step { if :: dX && dV == rV && dT == rT -> dP = 0 :: else fi }
#endif
     :: res == STALE ->
#ifndef NO_TOMB_CHECK
        d_step { if :: tX && tV > held -> held = tV :: else fi };
#endif
#ifdef NO_TOKEN_APPLY
        d_step { if :: dX && dT == rT && dV == rV && rV < held -> dV = held + 1; assert(dV < MAXV) :: else fi }
#else
        d_step { if :: e >= E && dX && dT == rT && dV == rV && STILL_PENDING(dP) -> FROZEN; max3(held, e * BASE, 0, nv); nv = NEXT(nv, 0); dV = nv; assert(dV < MAXV); dP = 1 :: else fi }
#endif
     :: else
     fi;
     goto next
  :: d_step { TOMB_PENDING -> e = E; v = tV; k = tK; vic = tVic; vicV = tVicV };
     OLD_EPOCH;
#ifndef NO_CLAIM
     d_step { if :: tX && tK == k && tV == v -> tC = 1; res = 1 :: else -> res = 0 fi };
     if :: res == 0 -> goto next :: else fi;
#endif
     d_step {
       if
       :: dX && dT == vic && dV == vicV -> FROZEN; dX = 0; dT = 0; dV = 0; dP = 0; eff[k]++; GONE_NOW
       :: else
       fi };
#ifdef NO_ABSENT_CHECK
     rX = 0;
#else
     rX = dX;
#endif
     if
     :: rX -> /* superseded by a later record, which carries its own pending flag */
        d_step { if :: tX && tK == k && tV == v -> tP = 0 :: else fi }
     :: else ->
        apply(1, v, k, e, res, held);
        if
        :: res == OK || res == SAME ->
           d_step { if :: tX && tK == k && tV == v -> tP = 0 :: else fi }
        :: res == STALE ->
           d_step { if :: e >= E && tX && tK == k && tV == v && STILL_PENDING(tP) -> FROZEN; max3(held, e * BASE, 0, nv); nv = NEXT(nv, 0); tV = nv; assert(tV < MAXV); tP = 1; tG = 0 :: else fi }
        :: else
        fi
     fi;
     goto next
  :: fin == NCLI && !DOC_PENDING && !TOMB_PENDING -> break;
next:
     atomic { rT = 0; rV = 0; rX = 0; v = 0; k = 0; vic = 0; vicV = 0; res = 0; held = 0; e = 0; nv = 0 }
  od
}

/* reads the record at some time, applies it at some later time */
#ifndef NOBACKFILL
active proctype backfill() {
  byte rV, rT, res, held, e, rtV;
  e = E;
  if
  :: atomic { !dX -> goto done }
  :: d_step { dX -> rV = dV; rT = dT }
  fi;
#ifndef NO_TOMB_CHECK
  rtV = (tX -> tV : 0);
  if :: rtV > 0 && rtV >= rV -> goto done :: else fi;
#endif
  apply(0, rV, rT, e, res, held);
  if :: res == FAIL -> goto done :: else -> bfdone = 1 fi;
done:
  atomic { rV = 0; rT = 0; res = 0; held = 0; e = 0; rtV = 0 }
}
#endif

#ifdef GC_LEADER
active proctype gcl() { end: do :: d_step { tX && !tP -> tX = 0; tV = 0; tVic = 0; tVicV = 0; tK = 0; tC = 0 } od }
#endif
#ifdef GC_FOLLOWER
active proctype gcf() { end: do :: d_step { fX && fD && !TOMB_PENDING && !dX -> fX = 0; fV = 0; fT = 0; fD = 0 } od }
#endif
#ifdef GC_EPOCH
/* collect what carries no pending flag; raise the epoch in the leader; raise it in the follower; remove what is unchanged */
active proctype gce() {
  byte v, k;
  if
  :: d_step { tX && !tP -> tG = 1; v = tV; k = tK }
  :: goto done
  fi;
  E = 1;
  fE = 1;
  d_step { if :: fX && fD && fV == v && fT == k -> fX = 0; fV = 0; fT = 0; fD = 0 :: else fi };
  d_step { if :: tX && tG && !tP && tV == v && tK == k -> tX = 0; tV = 0; tVic = 0; tVicV = 0; tK = 0; tC = 0; tG = 0 :: else fi };
done:
  atomic { v = 0; k = 0 }
}
#endif

#ifdef MOVE
/* change of leader, old leader's side: fence, drain to zero, decide */
active proctype mover() {
#ifndef NO_FENCE
  E = 1;
#endif
#ifndef DRAIN_RECORDS_ONLY
  !TOMB_PENDING;
#endif
  !DOC_PENDING;
#ifndef DRAIN_RECORDS_ONLY
  !TOMB_PENDING;
#endif
  away = 1
}
#endif

/* invariants, checked in every state */
active proctype invariants() {
end:
  do
  /* a record without a pending flag equals the follower's row */
  :: atomic { dX && dV > 0 && !dP && !FOLLOWER_IS(dV, dT) -> printf("record not pending but not on follower\n"); assert(0) }
  /* an absent key without a pending tombstone is absent on the follower */
  :: atomic { !dX && !TOMB_PENDING && fX && !fD -> printf("absent and not pending but on follower\n"); assert(0) }
  /* a backfilled record of version 0 is on the follower */
  :: atomic { dX && dV == 0 && bfdone && !FOLLOWER_IS(0, 0) -> printf("backfilled record lost\n"); assert(0) }
#ifdef UNIQV
  /* no version is acknowledged twice */
  :: atomic { (outc[1] == APPLIED && outc[2] == APPLIED && ackV[1] == ackV[2]) || (NCLI > 2 && outc[1] == APPLIED && outc[NCLI] == APPLIED && ackV[1] == ackV[NCLI]) || (NCLI > 2 && outc[2] == APPLIED && outc[NCLI] == APPLIED && ackV[2] == ackV[NCLI]) -> printf("version answered twice\n"); assert(0) }
#endif
  /* an operation takes effect at most once, and exactly as its outcome says */
  :: atomic { eff[1] > 1 || eff[NCLI] > 1 || (NCLI > 2 && eff[2] > 1) -> printf("double effect\n"); assert(0) }
  :: atomic { (outc[1] == APPLIED && eff[1] != 1) || (outc[2] == APPLIED && eff[2] != 1) || (outc[NCLI] == APPLIED && eff[NCLI] != 1) -> printf("acknowledged without effect\n"); assert(0) }
  :: atomic { (outc[1] == NOTAPPLIED && eff[1] != 0) || (outc[2] == NOTAPPLIED && eff[2] != 0) || (outc[NCLI] == NOTAPPLIED && eff[NCLI] != 0) -> printf("refused with effect\n"); assert(0) }
  od
}

init {
  atomic {
#ifdef START_V
    dX = 1; dV = START_V; dT = NCLI + 1; dP = 1;  /* a record of the library that has not been sent yet */
#else
    dX = LEGDOC; dV = 0; dT = 0; dP = 0;
#endif
    sX = dX;
#ifdef K1
    k1 = K1; k2 = K2; k3 = K3;
#else
    /* every combination, up to the order of the clients */
    if :: k1 = 0 :: k1 = 1 :: k1 = 2 fi;
    if :: k2 = 0 :: k1 > 0 -> k2 = 1 :: k1 == 2 -> k2 = 2 fi;
    if :: NCLI < 3 -> k3 = 0 :: NCLI > 2 -> k3 = 0 :: NCLI > 2 && k2 > 0 -> k3 = 1 :: NCLI > 2 && k2 == 2 -> k3 = 2 fi;
#endif
    byte i = 1;
    do :: i <= NCLI -> run client(i); i++ :: else -> break od;
    i = 0;
    do :: i < NREC -> run reconciler(); i++ :: else -> break od;
    i = 0
  }
}
