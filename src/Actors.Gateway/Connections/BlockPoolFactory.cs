using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Actors.Gateway.Connections;

/// <summary>Gives the server its pools of blocks.</summary>
internal sealed class BlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
}
