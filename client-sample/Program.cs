// Replaced by the first real commit of this project.
return 0;
