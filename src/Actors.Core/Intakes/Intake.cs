using Actors.Core.Duplicates;
using Actors.Core.Lengths;
using Actors.Core.Offsets;
using Actors.Core.Publishers;
using Actors.Core.Steps;

namespace Actors.Core.Intakes;

/// <summary>Judges what is published to a log: duplicates, publishers whose life is over, and what does not fit. A log without such rules has nothing in here.</summary>
internal sealed class Intake
{
    private readonly PublisherTable _publishers = new(Limits.Publishers);
    private Deduplicator? _known;

    /// <summary>The publishers that are known.</summary>
    public PublisherTable Publishers => _publishers;

    /// <summary>The ids that are known; null when nobody asks for them.</summary>
    public Deduplicator? Known => _known;

    /// <summary>Messages that were published again and not stored, since the actor came to life.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Sets the rules; what was known is forgotten if they are others.</summary>
    public void Configure(Deduplication? rules)
    {
        var wanted = rules is null ? default : new DeduplicationRules(rules.Window?.Ticks ?? 0, rules.Count ?? 0, rules.WhilePending);
        if (rules is null)
        {
            _known = null;
        }
        else if (_known is null || _known.Rules != wanted)
        {
            _known = new Deduplicator(wanted);
        }
    }

    /// <summary>Says what would become of a batch; changes nothing but a count.</summary>
    /// <param name="candidates">The messages.</param>
    /// <param name="publisher">Who publishes them.</param>
    /// <param name="next">The offset of the next message of the log.</param>
    /// <param name="room">What fits; null when there is no limit.</param>
    /// <param name="mostIds">Most ids to be remembered.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.Fenced"/>, or <see cref="ErrorCode.InvalidArgument"/> for numbers that are too old to be told apart.</exception>
    public Admission Judge(IReadOnlyList<Candidate> candidates, PublisherTag? publisher, long next, Room? room, int mostIds, long now)
    {
        var state = publisher is null ? null : Find(publisher);
        var verdicts = new Verdict[candidates.Count];
        var ids = new Dictionary<UInt128, long>();
        _known?.Drop(now);
        for (var index = 0; index < verdicts.Length; index++)
        {
            var candidate = candidates[index];
            var verdict = Earlier(candidate, state, publisher?.FirstSequence + index, ids, now)
                ?? (IsNewId(candidate) && (_known!.Count + ids.Count >= mostIds) ? new Verdict(VerdictKind.TooManyIds, -1) : default(Verdict?))
                ?? room?.Judge(candidate.Bytes)
                ?? new Verdict(VerdictKind.Stored, -1);
            if (verdict.IsKept)
            {
                verdict = verdict with { Offset = next++ };
                if (verdict.Kind == VerdictKind.Stored && IsNewId(candidate))
                {
                    ids[candidate.Id] = verdict.Offset;
                }
            }

            Duplicates += verdict.Kind == VerdictKind.Duplicate ? 1 : 0;
            verdicts[index] = verdict;
        }

        return new Admission(candidates, publisher, verdicts);
    }

    /// <summary>Remembers a batch that is about to be appended.</summary>
    public void Take(Admission admission, long now, Step step)
    {
        if (_known is not null)
        {
            var ids = admission.Candidates.Zip(admission.Verdicts).Where(pair => pair.Second.Kind == VerdictKind.Stored && pair.First.Id != 0)
                .Select(pair => new KnownId(pair.First.Id, pair.Second.Offset, now)).ToList();
            IntakeEvents.Identified(step.Events, now, ids);
            Remember(ids);
        }

        if (admission.Publisher is { } publisher)
        {
            foreach (var run in SequencesOf(admission, publisher))
            {
                IntakeEvents.Sequenced(step.Events, publisher.Name, publisher.Epoch, run);
                _publishers.Touch(publisher.Name, publisher.Epoch).Store(run);
            }
        }
    }

    /// <summary>Ids of messages that are stored; live and during recovery alike.</summary>
    public void Remember(IEnumerable<KnownId> ids)
    {
        foreach (var id in ids)
        {
            _known?.Restore(id, id.Time);
        }
    }

    /// <summary>No subscription needs the messages any more.</summary>
    public void Settle(OffsetRun run) => _known?.Settle(run);

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _known = null;
        _publishers.Clear();
    }

    private PublisherState? Find(PublisherTag publisher)
    {
        if (!_publishers.TryFind(publisher.Name, out var state) || state.Epoch < publisher.Epoch)
        {
            return null;
        }

        if (state.Epoch > publisher.Epoch)
        {
            throw new BrokerException(
                ErrorCode.Fenced, $"The publisher '{publisher.Name}' has published in its epoch {state.Epoch}; the epoch {publisher.Epoch} is over.");
        }

        return publisher.FirstSequence >= state.Floor
            ? state
            : throw new BrokerException(
                ErrorCode.InvalidArgument,
                $"The sequence number {publisher.FirstSequence} of the publisher '{publisher.Name}' is too old to tell whether its message was stored: only numbers from {state.Floor} on are remembered.");
    }

    private Verdict? Earlier(Candidate candidate, PublisherState? state, long? sequence, Dictionary<UInt128, long> ids, long now)
    {
        if (state is not null && state.IsStored(sequence!.Value))
        {
            return new Verdict(VerdictKind.Duplicate, state.OffsetOf(sequence.Value));
        }

        return _known is not null && candidate.Id != 0 && (ids.TryGetValue(candidate.Id, out var offset) || _known.TryFind(candidate.Id, now, out offset))
            ? new Verdict(VerdictKind.Duplicate, offset)
            : null;
    }

    private bool IsNewId(in Candidate candidate) => _known is not null && candidate.Id != 0;

    // What is not stored leaves a gap in the numbers: it may come again.
    private static IEnumerable<SequenceRun> SequencesOf(Admission admission, PublisherTag publisher)
    {
        SequenceRun? open = null;
        for (var index = 0; index < admission.Verdicts.Count; index++)
        {
            var verdict = admission.Verdicts[index];
            if (verdict.Kind != VerdictKind.Stored)
            {
                continue;
            }

            var sequence = publisher.FirstSequence + index;
            if (open is { } run && run.End == sequence && run.Offset + run.Count == verdict.Offset)
            {
                open = run with { Count = run.Count + 1 };
                continue;
            }

            if (open is { } closed)
            {
                yield return closed;
            }

            open = new SequenceRun(sequence, 1, verdict.Offset);
        }

        if (open is { } last)
        {
            yield return last;
        }
    }
}
