using Actors.Hosting;

return await SiloCommand.RunAsync(args);
