using System.Threading.Channels;

namespace Actors.Contract.Tests.Documents;

/// <summary>Stands for what a service does with a message.</summary>
internal static class Thumbnails
{
    private static readonly Channel<string> Pictures = Channel.CreateUnbounded<string>();

    /// <summary>What was made, in order.</summary>
    public static ChannelReader<string> Made => Pictures.Reader;

    public static ValueTask MakeAsync(string picture, CancellationToken stop) => Pictures.Writer.WriteAsync(picture, stop);
}
