// Who may import whom (docs/adr/0001). Each rule names the layer it protects; anything not forbidden here is allowed.
const phases = '^functions/[1-4]-[a-z]+/';
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      comment: 'domain → domain, zod and the hash function of node:crypto',
      severity: 'error',
      from: { path: '^functions/domain/' },
      to: { pathNot: ['^functions/domain/', '^node_modules/zod/', '^(node:)?crypto$'] },
    },
    {
      name: 'ports-know-only-the-domain',
      severity: 'error',
      from: { path: '^functions/ports/' },
      to: { pathNot: ['^functions/(domain|ports)/', '^node_modules/zod/'] },
    },
    {
      name: 'documents-and-geodata-stand-alone',
      severity: 'error',
      from: { path: '^functions/(documents|geodata)/' },
      to: { path: ['^functions/(?!documents|geodata)', '^infra/', '@aws-sdk'] },
    },
    {
      name: 'a-step-knows-domain-ports-documents',
      severity: 'error',
      from: { path: phases, pathNot: '/handler\\.ts$' },
      to: { path: ['^functions/(adapters|portal|step)/', '^infra/', '@aws-sdk'] },
    },
    {
      name: 'a-state-never-imports-another-state',
      severity: 'error',
      from: { path: '^functions/([1-4]-[a-z]+)/([^/]+)/' },
      to: { path: phases, pathNot: '^functions/$1/$2/' },
    },
    {
      name: 'only-adapters-speak-aws',
      severity: 'error',
      from: { path: '^functions/', pathNot: '^functions/adapters/' },
      to: { path: '@aws-sdk' },
    },
    {
      name: 'pages-know-domain-and-texts',
      severity: 'error',
      from: { path: '^functions/portal/(pages|letters|texts|design)/' },
      to: { path: ['^functions/(adapters|step|[1-4]-)', '^infra/', '@aws-sdk'] },
    },
    {
      name: 'functions-never-know-infra',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^infra/' },
    },
    {
      name: 'stacks-know-paths-not-code',
      severity: 'error',
      from: { path: '^infra/(stacks|constructs)/' },
      to: { path: ['^functions/(?!domain/parties)', '^infra/local/'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
