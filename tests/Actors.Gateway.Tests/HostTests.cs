using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Actors.Gateway.Tests.Support;

namespace Actors.Gateway.Tests;

/// <summary>The host as an operator meets it: a process with a command line, an environment, and two streams.</summary>
public sealed class HostTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("actors-host-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task It_says_where_it_listens_and_keeps_data_and_stops_in_order()
    {
        using var host = Start([]);
        var native = IPEndPoint.Parse(await LineAsync(host, "native actors://"));
        await LineAsync(host, "http http://");
        Assert.Equal(_data.FullName, await LineAsync(host, "data "));
        using (var client = await RawClient.ConnectAsync(native))
        {
            await client.HelloAsync();
            Process.Start("kill", ["-TERM", $"{host.Id}"]).WaitForExit();
            Assert.Equal(ErrorCode.Unavailable, (await client.GoodbyeAsync()).Code);
        }

        await host.WaitForExitAsync().Within("the end of the host");
        Assert.Equal(0, host.ExitCode);
        Assert.Equal("", await host.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task The_command_line_comes_before_the_environment()
    {
        using var host = Start(["--limits:MessageBytes", "2048"], ("ACTORS__LIMITS__MESSAGEBYTES", "4096"), ("ACTORS__LIMITS__IDLE", "00:00:07"));
        using var client = await RawClient.ConnectAsync(IPEndPoint.Parse(await LineAsync(host, "native actors://")));
        var welcome = await client.HelloAsync();
        Assert.Equal((2048, TimeSpan.FromSeconds(7)), (welcome.MessageBytes, welcome.Idle));
        host.Kill();
    }

    [Theory]
    [InlineData("--port 70000", "Port", "0 (any free one) to 65535")]
    [InlineData("--port many", "Port", "many")]
    [InlineData("--bind nowhere", "Bind", "127.0.0.1")]
    [InlineData("--bind 0.0.0.0", "0.0.0.0", "credentials")]
    [InlineData("--limits:MessageBytes 7", "MessageBytes", "1024")]
    [InlineData("--limits:MessageBytes x", "Limits:MessageBytes", "whole number")]
    [InlineData("--limits:Idle 60", "Limits:Idle", "hours:minutes:seconds")]
    [InlineData("--colour blue", "--colour", "")]
    [InlineData("--user ada", "Password", "")]
    public async Task Nonsense_is_refused_in_one_line(string args, string named, string allowed)
    {
        using var host = Start(args.Split(' '));
        await RefusedAsync(host, named, allowed);
    }

    [Fact]
    public async Task A_misspelt_limit_in_the_environment_is_refused()
    {
        using var host = Start([], ("ACTORS__LIMITS__MESAGEBYTES", "4096"));
        await RefusedAsync(host, "MESAGEBYTES", "MessageBytes");
    }

    [Fact]
    public async Task A_port_in_use_is_refused_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var host = Start(["--port", $"{port}"]);
        await RefusedAsync(host, $"{port}", "in use");
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_in_one_line()
    {
        using var first = Start([]);
        await LineAsync(first, "native actors://");
        using var second = Start([]);
        await RefusedAsync(second, _data.FullName, "");
        first.Kill();
        await first.WaitForExitAsync().Within("the end of the first host");
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_refused_in_one_line()
    {
        var file = Path.Combine(_data.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        using var host = Start(["--data", file]);
        await RefusedAsync(host, file, "");
    }

    private static async Task RefusedAsync(Process host, string named, string allowed)
    {
        await host.WaitForExitAsync().Within("the end of the host");
        Assert.Equal(1, host.ExitCode);
        Assert.Equal("", await host.StandardOutput.ReadToEndAsync());
        var lines = (await host.StandardError.ReadToEndAsync()).TrimEnd().Split('\n');
        var line = Assert.Single(lines);
        Assert.StartsWith("error: ", line);
        Assert.Contains(named, line);
        Assert.Contains(allowed, line);
    }

    private static async Task<string> LineAsync(Process host, string start)
    {
        var line = await host.StandardOutput.ReadLineAsync().Within($"the line '{start}…'");
        Assert.True(line is not null && line.StartsWith(start, StringComparison.Ordinal), $"Not '{start}…' was printed but '{line}'.");
        return line![start.Length..];
    }

    private Process Start(string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "actors.dll"));
        foreach (var (name, value) in new[] { ("--port", "0"), ("--http-port", "0"), ("--data", _data.FullName) }.Where(given => !args.Contains(given.Item1)))
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value);
        }

        foreach (var argument in args)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
