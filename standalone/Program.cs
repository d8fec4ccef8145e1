using Actors.Hosting;

return await HostCommand.RunAsync(args);
