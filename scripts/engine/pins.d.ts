export const PULUMI: string;
export const YAML_HOST: string;
export const LANGUAGE_HOSTS: string;
export const PROGRAMS: string[];
