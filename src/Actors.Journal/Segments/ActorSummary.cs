namespace Actors.Journal;

/// <summary>What one segment holds of one actor.</summary>
internal sealed record ActorSummary(
    long Actor, int ReplayOffset, bool StartsWithSnapshot, bool HasEvents, int StateBytes, float BytesPerKey, List<KeyRun> Runs)
{
    internal static ActorSummary Of(long actor, ActorIndex index)
    {
        List<KeyRun> runs = [];
        long keys = 0;
        double bytes = 0;
        foreach (IndexEntry entry in index.Sorted())
        {
            keys += entry.KeyCount;
            bytes += entry.Length;
            KeyRun last = runs.Count > 0 ? runs[^1] : default;
            if (last.Count > 0 && last.IsMoved == entry.IsMoved && last.First + last.Count == entry.FirstKey)
            {
                runs[^1] = last with { Count = last.Count + entry.KeyCount };
            }
            else
            {
                runs.Add(new KeyRun(entry.FirstKey, entry.KeyCount, entry.IsMoved));
            }
        }

        return new ActorSummary(
            actor, index.ReplayOffset, index.StartsWithSnapshot, index.HasEvents, index.StateBytes,
            keys == 0 ? 0 : (float)(bytes / keys), runs);
    }
}
