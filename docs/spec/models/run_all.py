#!/usr/bin/env python3
"""Runs every model and every variant and compares the verdicts with what is expected.

    python3 run_all.py            quick set, a few minutes
    python3 run_all.py --full     adds the large exhaustive runs (up to 16 GB of memory, about half an hour)

Needs spin and gcc. Writes results.md beside this file. The exit status is 0 when every verdict is the expected one.
"""
import os, re, shutil, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
A, A2, B, C, C7, D, E, F = ("a_legacy_leads.pml", "a2_writes_on_hints.pml", "b_target_leads.pml", "c_leader_change.pml", "c7_drain_insert.pml", "d_rogue_repair.pml", "e_unique.pml", "f_cohorts.pml")
S = "-DATT=1 -DNREC=1 -DNONET -DNOBACKFILL "
HOLDS, FAILS = "holds", "counterexample"
# model, flags, expected, what it shows
QUICK = [
    (A, "-DNCLI=2 -DNREC=1 -DATT=1 -DLEGDOC=1", HOLDS, "2 clients, 1 reconciler, delayed message, backfill; record of version 0"),
    (A, "-DNCLI=2 -DNREC=1 -DATT=2 -DLEGDOC=0", HOLDS, "the same, absent key, 2 attempts"),
    (A, S + "-DNCLI=3 -DLEGDOC=0", HOLDS, "3 clients, every mix of operations, 1 reconciler, absent key"),
    (A, S + "-DNCLI=3 -DSTART_V=2 -DK1=2 -DK2=0 -DK3=1", HOLDS, "delete, put, late insert on a record not sent yet"),
    (A, S + "-DNCLI=3 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=1 -DGC_EPOCH", HOLDS, "removal of tombstones behind an epoch fence"),
    (A, "-DATT=1 -DNREC=1 -DNONET -DNCLI=2 -DLEGDOC=1 -DK1=2 -DK2=1 -DK3=0 -DGC_EPOCH", HOLDS, "the same with a late backfill worker"),
    (A, "-DLIVE -DNOFAIL -DATT=1 -DNREC=2 -DNONET -DNOBACKFILL -DNCLI=2 -DLEGDOC=1", HOLDS, "nothing runs for ever (no non-progress cycle), 2 reconcilers"),
    (A, "-DLIVE -DNOFAIL -DATT=1 -DNREC=1 -DNONET -DNOBACKFILL -DNCLI=3 -DLEGDOC=0", HOLDS, "nothing runs for ever, 3 clients"),
    (A, S + "-DNCLI=3 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=1 -DNO_TOKEN_APPLY -DNO_TOMB_CHECK", FAILS, "A1 equal version, other token"),
    (A, S + "-DNCLI=3 -DLEGDOC=1 -DK1=2 -DK2=2 -DK3=0 -DNO_TOKEN_APPLY", HOLDS, "A1 alone is no longer reachable once A4 is fixed (see the text)"),
    (A, S + "-DNCLI=3 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=1 -DNO_CLEAR_TOKEN", FAILS, "A2 pending flag cleared by version only"),
    (A, S + "-DNCLI=3 -DLEGDOC=1 -DK1=2 -DK2=2 -DK3=0 -DNO_INTENT_CAS", FAILS, "A3 intent overwrites a newer tombstone"),
    (A, S + "-DNCLI=3 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=1 -DNO_TOMB_CHECK", FAILS, "A4 late insert below a tombstone in flight"),
    (A, S + "-DNCLI=3 -DSTART_V=2 -DK1=2 -DK2=0 -DK3=1 -DNO_DOC_FIRST", FAILS, "A5 tombstone read before the record"),
    (A, "-DATT=2 -DNREC=1 -DNONET -DNOBACKFILL -DLEGDOC=1 -DNCLI=2 -DK1=2 -DK2=1 -DK3=0 -DNO_CLAIM", FAILS, "A6 one delete takes effect twice, or is reported as not applied"),
    (A, S + "-DNCLI=3 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=1 -DNO_ABSENT_CHECK", FAILS, "A7 tombstone sent while a record exists"),
    (A, "-DATT=20 -DNREC=1 -DNOBACKFILL -DNONET -DLEGDOC=1 -DNCLI=2 -DK1=2 -DK2=0 -DK3=0 -DNO_VICTIM_EXEMPT", FAILS, "A8 deleter and version bump chase each other (versions grow without bound)"),
    (A, S + "-DNCLI=3 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=1 -DGC_LEADER", FAILS, "A9 leader's tombstone removed at once"),
    (A, "-DATT=1 -DNREC=1 -DNONET -DNCLI=2 -DLEGDOC=1 -DK1=2 -DK2=1 -DK3=0 -DGC_FOLLOWER", FAILS, "A10 follower's tombstone removed at once, late backfill resurrects"),
    (A, S + "-DNCLI=3 -DLEGDOC=1 -DK1=2 -DK2=2 -DK3=0", HOLDS, "two deletes and a put"),
    (A, S + "-DNCLI=3 -DLEGDOC=1 -DK1=2 -DK2=2 -DK3=0 -DNO_HELP", FAILS, "A11 a live intent is replaced, its mark is gone"),
    (A, S + "-DMOVE -DNCLI=2 -DLEGDOC=1", HOLDS, "change of leader with puts, inserts and deletes: after the decision nothing changes in either store"),
    (A, S + "-DMOVE -DNCLI=3 -DLEGDOC=1 -DK1=2 -DK2=1 -DK3=0", HOLDS, "the same, delete, insert, put"),
    (A, "-DATT=1 -DNREC=2 -DNONET -DNOBACKFILL -DMOVE -DNCLI=2 -DLEGDOC=1 -DNOFAIL", HOLDS, "the same, 2 reconcilers"),
    (A, S + "-DMOVE -DNO_FENCE -DNCLI=2 -DLEGDOC=1", FAILS, "C2 without the fence"),
    (A, S + "-DMOVE -DDRAIN_RECORDS_ONLY -DNCLI=2 -DLEGDOC=1", FAILS, "C6 intents not drained: a paused deleter removes a record after the move"),
    (A, S + "-DMOVE -DNO_PENDING_BUMP -DNCLI=2 -DLEGDOC=1", FAILS, "A12 a paused sender mints an unmarked record anew after the move"),
    (A, S + "-DCOND -DNCLI=3 -DLEGDOC=0 -DK1=4 -DK2=2 -DK3=1", HOLDS, "a conditional write replaces exactly what its caller was told: insert and conditional put, delete, late insert"),
    (A, S + "-DCOND -DNCLI=3 -DSTART_V=2 -DK1=3 -DK2=2 -DK3=1", HOLDS, "the same on a record that was read and not sent yet"),
    (A, S + "-DCOND -DNCLI=3 -DLEGDOC=0 -DK1=4 -DK2=2 -DK3=1 -DVERSION_ONLY", FAILS, "V1 the precondition compares the version alone"),
    (A2, S + "-DFAST -DF_CAS -DCRASHY -DNCLI=2 -DLEGDOC=1", HOLDS, "writes on hints, the hint spelled out, lost answers"),
    (A2, S + "-DFAST -DF_CAS -DCRASHY -DMOVE -DNCLI=2 -DLEGDOC=1", HOLDS, "the same, change of leader"),
    (A2, S + "-DFAST -DMOVE -DNCLI=2 -DLEGDOC=1", HOLDS, "arbitrary hints, change of leader"),
    (A2, S + "-DFAST -DCRASHY -DNCLI=2 -DLEGDOC=1 -DSEQ=2", HOLDS, "the second caller calls after the first was answered; lost answers"),
    (A2, S + "-DFAST -DNCLI=3 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=1", HOLDS, "delete and two inserts"),
    (A2, "-DATT=1 -DNREC=1 -DNONET -DFAST -DNCLI=2 -DLEGDOC=1 -DK1=2 -DK2=1 -DK3=0 -DGC_EPOCH", HOLDS, "removal behind an epoch advance, late backfill"),
    (A2, S + "-DFAST -DROGUE -DNCLI=2 -DSTART_V=2 -DK1=2 -DK2=0 -DK3=0", HOLDS, "a bypassing writer's document after a delete"),
    (A2, S + "-DFAST -DNCLI=3 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=1 -DF_NO_COMPARE_INSERT -DF_TOMB_HINT", FAILS, "K1 no comparison after an insert although the tombstone was read before"),
    (A2, S + "-DFAST -DNCLI=3 -DLEGDOC=1 -DK1=2 -DK2=2 -DK3=0 -DF_INTENT_ON_PENDING", FAILS, "K2 an intent over a pending tombstone"),
    (A2, S + "-DFAST -DNCLI=2 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=0 -DF_PHANTOM", FAILS, "K3 a local read for a delete's victim"),
    (A2, S + "-DFAST -DNCLI=2 -DSTART_V=2 -DK1=2 -DK2=0 -DK3=0 -DF_DELETE_FIRST", FAILS, "K4 delete before intent"),
    (A2, S + "-DFAST -DNCLI=3 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=1 -DF_VICTIM_BY_VERSION", FAILS, "K5 a victim named by its version only"),
    (A2, S + "-DFAST -DNCLI=3 -DSTART_V=2 -DK1=2 -DK2=0 -DK3=1 -DF_NO_COMPARE_PENDING", FAILS, "K6 an update of a pending record without comparison"),
    (A2, S + "-DFAST -DNCLI=2 -DLEGDOC=0 -DSEQ=2 -DK1=1 -DK2=2 -DK3=0 -DF_ANSWER_FROM_HINT", FAILS, "K7 a delete answers from a hint"),
    (A2, S + "-DFAST -DNCLI=2 -DLEGDOC=1 -DSEQ=2 -DK1=2 -DK2=1 -DK3=0 -DF_ANSWER_FROM_HINT", FAILS, "K7 an insert answers from a stale duplicate key"),
    (A2, S + "-DFAST -DROGUE -DROGUE_OK -DNCLI=2 -DSTART_V=2 -DK1=2 -DK2=0 -DK3=0", FAILS, "K8 an unversioned record taken for compared"),
    (A2, S + "-DFAST -DNCLI=3 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=1 -DF_REC_TOMB_FIRST", FAILS, "K9 a reconciler reads the tombstone before the record"),
    (A2, S + "-DFAST -DF_CAS -DF_NO_FLAG_FILTER -DNCLI=3 -DSTART_V=2 -DK1=2 -DK2=0 -DK3=1", FAILS, "K11 the statement does not prove that the record is not pending"),
    (B, "", HOLDS, "3 versions, 3 appliers (2 of them one-shot, late or dying)"),
    (B, "-DFLIPBACK", HOLDS, "the same, then the lead moves back and tombstones go"),
    (B, "-DRENEW -DNAPP=2", HOLDS, "removal of tombstones behind a renewal, 2 appliers"),
    (B, "-DRENEW -DNV=2", HOLDS, "the same, 3 appliers, 2 versions"),
    (B, "-DNAIVE", FAILS, "B1 fenced upsert does not see the tombstone"),
    (B, "-DCHECK_BEFORE", FAILS, "B2 looking before the upsert is not enough"),
    (B, "-DDELETE_FIRST", FAILS, "B3 document removed before the tombstone is written"),
    (B, "-DNO_FLAG", FAILS, "B4 death between upsert and look leaves a resurrected document that nothing finds"),
    (B, "-DNO_ATTEMPT_ID", FAILS, "B5 a slow confirmation confirms another attempt's insert"),
    (B, "-DE11000_STALE", FAILS, "B6 duplicate key taken for stale"),
    (B, "-DUPDATE_DROPS_MARK", FAILS, "B8 an update drops the provisional mark"),
    (B, "-DFLIPBACK -DNO_FENCE", FAILS, "B7 late insert lands in the store that leads again"),
    (B, "-DRENEW -DNO_FENCE", FAILS, "removal without the fence: a late insert brings the record back"),
    (B, "-DRENEW -DNO_SWEEP", FAILS, "B9 the tombstone goes before an provisional insert was held against it"),
    (C, "-DSTRICT", HOLDS, "2 flips, 2 processes, 2 coordinators: a store that does not lead never accepts a write"),
    (C, "-DFLIPS=3 -DSTRICT", HOLDS, "3 flips"),
    (C, "-DNO_VALIDATOR", HOLDS, "without rights for collMod: found and reported"),
    (C, "-DFLIPS=3 -DLATE_FENCE", HOLDS, "a late coordinator lowers the fence: found and reported"),
    (C, "-DAS_WRITTEN", FAILS, "C1 the protocol as written"),
    (C, "-DNO_VALIDATOR -DNO_STALE_CHECK", FAILS, "C2 a paused process's write vanishes without a trace"),
    (C, "-DNO_VALIDATOR -DSTRICT", FAILS, "C2b without the fence such a write is accepted at all"),
    (C, "-DNO_TX_CHECK", FAILS, "C3 paused process writes into the target after the lead went back"),
    (C, "-DNEW_FIRST", FAILS, "C4 two leaders: new control record first, then an abort"),
    (C, "-DFLIPS=3 -DLATE_FENCE -DSTRICT", FAILS, "C5 late collMod lowers the fence"),
    (C, "-DFLIPS=3 -DLATE_FENCE -DNO_STALE_CHECK", FAILS, "C5b and without stale-epoch detection the write vanishes"),
    (C, "-DABORT_SAME_EPOCH", HOLDS, "an abort to the same epoch was not refuted (see the text)"),
    (C7, "", HOLDS, "the drain's own insert, with deletes; back to legacy, 2 coordinators"),
    (C7, "-DNOPS=3", HOLDS, "the same, 3 operations after the move"),
    (C7, "-DNCO=3 -DNOPS=1", HOLDS, "the same, 3 coordinators"),
    (C7, "-DFENCE_ONCE", FAILS, "C7 the fence is raised once: an insert of the drain lands in the new leader"),
    (C7, "-DLATE_LOOK", FAILS, "C8 a drain that looks late removes the victim of the new leader's delete"),
    (C7, "-DNO_LAST_LOOK", HOLDS, "the look after the second fence was not refuted as needless (see the model)"),
    (D, "", HOLDS, "2 rogue changes, 1 client, late sender, reconciler, verifier with repair"),
    (D, "-DNOROGUE", HOLDS, "no false positive"),
    (D, "-DNO_HASH", HOLDS, "content not compared at apply: the verifier still repairs"),
    (D, "-DNOROGUE -DONE_READ", FAILS, "D1 one read of each side: false positives"),
    (D, "-DREPAIR_REPLACE", FAILS, "D2 repair destroys a rogue's change"),
    (D, "-DREPAIR_FOLLOWER", FAILS, "D3 unfenced repair overwrites a newer image"),
    (D, "-DGATE_UNFENCED", FAILS, "D4 an image in flight lands after the pass that counted"),
    (E, "-DNW=3", HOLDS, "transactional follower, 3 writes"),
    (E, "-DNW=3 -DTWO_STEP", HOLDS, "follower without transactions"),
    (E, "-DNW=3 -DRETRY", FAILS, "E1 swap: stuck for ever"),
    (E, "-DNW=3 -DEVICT_BLIND", FAILS, "E2 eviction without asking the leader"),
    (E, "-DNW=3 -DNO_ENSURE -DROGUE", FAILS, "E3 evicted holder never comes back"),
    (F, "-DREASSIGN=0", HOLDS, "two cohorts in one collection, each may move; one writer of each"),
    (F, "-DONE_WRITER", HOLDS, "the same with a tenant that is reassigned; its former writer"),
    (F, "-DONE_WRITER -DKEEPER -DMOVES=1", HOLDS, "the same, and somebody puts the other cohort's fence back, late"),
    (F, "-DREASSIGN=0 -DFORGETS_OTHER", FAILS, "F1 a raised fence forgets the other cohort"),
    (F, "-DREASSIGN=0 -DNO_FENCE_RECORD", FAILS, "F2 the other cohort's part is taken from the validator that was read"),
    (F, "-DREASSIGN=0 -DTRUST_TAKEOVER", FAILS, "F2b a fence counts as strong although another raise may still land"),
    (F, "-DREASSIGN=0 -DONE_EPOCH", FAILS, "F3 one epoch for all: writers of the other cohort are refused"),
    (F, "-DREASSIGN=0 -DOTHER_EPOCH", FAILS, "F4 a write carries the other cohort's epoch"),
    (F, "-DONE_WRITER -DSTAGES_DIFFER", FAILS, "F5 a tenant is reassigned between cohorts of different leaders"),
    (F, "-DONE_WRITER -DRECEIVER_FIRST", FAILS, "F6 the tenant is taken before it was let go"),
    (F, "-DONE_WRITER -DNO_GIVER_FENCE", FAILS, "F7 the tenant is taken before the fence of the giving cohort stands"),
    (F, "-DONE_WRITER -DKEEPER -DMOVES=1 -DADVANCE_BY_ONE", FAILS, "F8 the giving cohort's epoch is raised by one, which a writer confirms"),
    (F, "-DONE_WRITER -DMOVES_GIVING", FAILS, "F9 a cohort moves between letting a tenant go and its being taken"),
    (F, "-DNO_GENERATION", FAILS, "F10 a process does not compare its assignment with the control record's"),
]
FULL = [
    (A, "-DNCLI=2 -DNREC=2 -DATT=1 -DLEGDOC=1", HOLDS, "2 clients, 2 reconcilers, delayed message, backfill; version 0"),
    (A, "-DNCLI=2 -DNREC=2 -DATT=1 -DLEGDOC=0", HOLDS, "the same, absent key"),
    (A, "-DNCLI=2 -DNREC=1 -DATT=3 -DLEGDOC=1", HOLDS, "3 attempts"),
    (A, S + "-DNCLI=3 -DLEGDOC=1", HOLDS, "3 clients, every mix, version 0"),
    (A, "-DATT=1 -DNREC=2 -DNONET -DNOBACKFILL -DNCLI=3 -DLEGDOC=0 -DK1=2 -DK2=1 -DK3=1", HOLDS, "delete and two inserts, 2 reconcilers"),
    (A, "-DATT=1 -DNREC=2 -DNONET -DNOBACKFILL -DNCLI=3 -DLEGDOC=1 -DK1=2 -DK2=2 -DK3=0 -DNOFAIL", HOLDS, "two deletes and a put, 2 reconcilers"),
    (A, S + "-DNCLI=3 -DLEGDOC=1 -DK1=2 -DK2=2 -DK3=0 -DGC_EPOCH", HOLDS, "removal, two deletes and a put"),
    (A, "-DATT=2 -DNREC=1 -DNONET -DNOBACKFILL -DNCLI=3 -DLEGDOC=1 -DK1=2 -DK2=2 -DK3=0", HOLDS, "two deletes and a put, 2 attempts"),
    (A, S + "-DMOVE -DNCLI=3 -DLEGDOC=1 -DK1=2 -DK2=2 -DK3=0", HOLDS, "change of leader, two deletes and a put"),
    (A, S + "-DNCLI=3 -DLEGDOC=0 -DGC_EPOCH", HOLDS, "removal behind the epoch fence, every mix of 3 operations"),
    (B, "-DNV=4", HOLDS, "4 versions"),
    (E, "-DNW=4", HOLDS, "4 writes"),
    (E, "-DNW=3 -DROGUE", HOLDS, "follower changed by hand"),
    (E, "-DNW=3 -DTWO_STEP -DROGUE", HOLDS, "the same without transactions"),
    (F, "-DREASSIGN=0 -DATT=2", HOLDS, "two cohorts, each may move; 2 attempts"),
    (F, "-DNEW_WRITER -DATT=2", HOLDS, "a reassigned tenant, its former writer and its new one, 2 attempts"),
]

def one(case):
    model, flags, expected, what = case
    d = tempfile.mkdtemp()
    try:
        shutil.copy(os.path.join(HERE, model), d)
        run = lambda cmd, t: subprocess.run(cmd, shell=True, cwd=d, capture_output=True, text=True, timeout=t)
        r = run(f"spin {flags} -a {model} && gcc -O2 -w {'-DNP' if '-DLIVE' in flags else '-DSAFETY'} -DCOLLAPSE -DMEMLIM=17000 -o pan pan.c", 120)
        if r.returncode:
            return case, "broken: " + (r.stdout + r.stderr)[:200], "", ""
        try:
            out = run("./pan -m3000000" + (" -l" if "-DLIVE" in flags else ""), 3000).stdout
        except subprocess.TimeoutExpired:
            return case, "not finished", "", ""
        e, s = re.search(r"errors: (\d+)", out), re.search(r"([\d.e+]+) states, stored", out)
        if not e or "max search depth too small" in out or "out of memory" in out or "reached -DMEMLIM" in out:
            return case, "not finished", s.group(1) if s else "", ""
        reason = "".join(re.findall(r"pan:1: (.*) \(at depth", out))
        return case, HOLDS if e.group(1) == "0" else FAILS, f"{int(float(s.group(1))):,}", reason
    finally:
        shutil.rmtree(d, ignore_errors=True)

def main():
    missing = [tool for tool in ("spin", "gcc") if shutil.which(tool) is None]
    if missing:
        print("not checked: " + " and ".join(missing) + " not installed; results.md says what the last run found")
        return 0
    full = "--full" in sys.argv
    bad = 0
    lines = ["| Model | Flags | Verdict | Expected | States | Shows |", "|---|---|---|---|---|---|"]
    def note(r):
        nonlocal bad
        case, verdict, states, reason = r
        ok = verdict == case[2]
        bad += not ok
        print("ok " if ok else "BAD", case[0], case[1], "->", verdict, states, reason, flush=True)
        lines.append(f"| {case[0]} | `{case[1] or '-'}` | {verdict} | {case[2]} | {states} | {case[3]} |")
    with ThreadPoolExecutor(2) as ex:
        for r in ex.map(one, QUICK):
            note(r)
    if full:
        for c in FULL:
            note(one(c))
    with open(os.path.join(HERE, "results.md"), "w", encoding="utf-8") as f:
        f.write("# Results\n\nWritten by `python3 run_all.py" + (" --full" if full else "") + "`.\n\n" + "\n".join(lines) + "\n")
    return 1 if bad else 0

if __name__ == "__main__":
    sys.exit(main())
