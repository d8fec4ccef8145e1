using System.Buffers;
using System.Collections.Concurrent;

namespace Actors.Gateway.Connections;

/// <summary>Lends the blocks that sockets read into and write from.</summary>
/// <remarks>
/// The server's own pool has blocks of 4 KiB, and a socket fills one with each call to the system: too many calls for
/// frames of 100 KiB. Larger ones would be a lot for each connection that holds on to one with a frame begun in it.
/// </remarks>
internal sealed class BlockPool : MemoryPool<byte>
{
    public const int BlockBytes = 16 * 1024;

    // More than that lie idle only after a burst.
    private const int MostIdle = 1024;

    private readonly ConcurrentQueue<Block> _idle = new();

    public override int MaxBufferSize => BlockBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        return _idle.TryDequeue(out var block) ? block : new Block(this);
    }

    protected override void Dispose(bool disposing) => _idle.Clear();

    private void Return(Block block)
    {
        if (_idle.Count < MostIdle)
        {
            _idle.Enqueue(block);
        }
    }

    // Pinned for life: sockets would pin it for each call.
    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);

        public Memory<byte> Memory => _bytes;

        public void Dispose() => pool.Return(this);
    }
}
