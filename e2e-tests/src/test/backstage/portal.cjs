// Does with a template what Backstage does with it: shows the form, takes the answers, runs the steps up to the files.
// Reads requests as JSON from standard input: [{template, skeleton: {path: text}, answers}]; writes as many results:
// {problems: [text], publish: input of the last step, files: {path: text}}.
'use strict';

const Ajv = require('ajv');
const nunjucks = require('nunjucks');

const tags = { variableStart: '${{', variableEnd: '}}' };
const environment = nunjucks.configure({ autoescape: false, tags });

// The form library fills in defaults, and makes the objects in which they stand.
function filled(schema, answer) {
  if (answer === undefined && schema.default !== undefined) {
    answer = structuredClone(schema.default);
  }
  if (!schema.properties) {
    return answer;
  }
  const object = { ...answer };
  const fill = properties => {
    for (const [name, property] of Object.entries(properties)) {
      const value = filled(property, object[name]);
      if (value !== undefined) {
        object[name] = value;
      }
    }
  };
  fill(schema.properties);
  for (const [name, dependency] of Object.entries(schema.dependencies ?? {})) {
    for (const alternative of dependency.oneOf) {
      if (alternative.properties[name].const === object[name]) {
        fill(alternative.properties);
      }
    }
  }
  return object;
}

function problems(page, answers) {
  // As the form library sets it up. Patterns are read with the flag u.
  const ajv = new Ajv({ allErrors: true, strict: false });
  if (!ajv.validateSchema(page)) {
    return ajv.errors.map(error => `no JSON Schema: ${error.instancePath} ${error.message}`);
  }
  const check = ajv.compile(page);
  return check(answers) ? [] : check.errors.map(error => `${error.instancePath} ${error.message}`);
}

function isOneExpression(text) {
  const children = nunjucks.parser.parse(text, [], { tags }).children;
  return children.length === 1 && !(children[0].children?.[0] instanceof nunjucks.nodes.TemplateData);
}

// An input of a step: what is one expression keeps its type, what gives nothing is left out.
function input(value, context) {
  if (Array.isArray(value)) {
    return value.map(item => input(item, context));
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).map(([name, field]) => [name, input(field, context)]);
    return Object.fromEntries(entries.filter(([, field]) => field !== undefined));
  }
  if (typeof value !== 'string') {
    return value;
  }
  if (isOneExpression(value)) {
    const json = environment.renderString('${{ (' + value.trim().slice(3, -2) + ') | dump }}', context);
    return json === '' ? undefined : JSON.parse(json);
  }
  const text = environment.renderString(value, context);
  return text === '' ? undefined : text;
}

function run({ template, skeleton, answers }) {
  const { parameters: pages, steps } = template.spec;
  const parameters = pages.reduce((given, page) => filled(page, given), answers);
  const wrong = pages.flatMap(page => problems(page, parameters));
  if (wrong.length > 0) {
    return { problems: wrong, publish: {}, files: {} };
  }
  // Values go into the sandbox of the templates as JSON.
  const context = JSON.parse(JSON.stringify({ parameters }));
  const fetch = input(steps[0].input, context);
  const values = JSON.parse(JSON.stringify({ values: fetch.values }));
  const files = {};
  for (const [path, text] of Object.entries(skeleton)) {
    files[`${fetch.targetPath}/${environment.renderString(path, values)}`] = environment.renderString(text, values);
  }
  return { problems: [], publish: steps[1] ? input(steps[1].input, context) : {}, files };
}

const requests = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(requests.map(run)));
