using System.Net;
using System.Net.Sockets;

namespace Actors.Bench.Machines;

/// <summary>Sends back what it receives, in writes of a given size: what a server on this machine could do if it had nothing to do.</summary>
internal static class EchoServer
{
    /// <summary>Size of a frame.</summary>
    public const int FrameBytes = 128;

    /// <summary>Bytes read at a time.</summary>
    public const int ReadBytes = 64 * 1024;

    /// <summary>Prints its port, serves one connection, and returns when that is closed.</summary>
    /// <param name="framesPerWrite">Most frames in a write.</param>
    public static void Run(int framesPerWrite)
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        using var socket = listener.Accept();
        socket.NoDelay = true;
        try
        {
            Echo(socket, framesPerWrite * FrameBytes);
        }
        catch (SocketException)
        {
            // The client has seen enough and left with frames under way.
            return;
        }
    }

    /// <summary>Sends all of it.</summary>
    /// <param name="socket">Where to.</param>
    /// <param name="bytes">What.</param>
    public static void Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    private static void Echo(Socket socket, int writeBytes)
    {
        var buffer = new byte[ReadBytes];
        for (int read; (read = socket.Receive(buffer)) > 0;)
        {
            for (var at = 0; at < read; at += writeBytes)
            {
                Send(socket, buffer.AsSpan(at, Math.Min(writeBytes, read - at)));
            }
        }
    }
}
