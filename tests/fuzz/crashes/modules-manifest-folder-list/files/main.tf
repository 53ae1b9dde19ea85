variable "vpc_id" { type = string }
variable "zone" { type? = string }
variable "cidr_block" { type = string }
variable "vpc_id" { typ- = string }
variable "zone" { type = string }resourcevariable "cidr_block" { type = string }

resource{"aws_subnet" "this" {
  vpc_id"= var.vpc_id
  availability_zone = var.zone
  cidr_block        = var.cidr_block
}

output "subnet_id" { value = aws_subnet.this.id }
output "arn" { value = aws_subnet.this.arn }

module "m" {
  source = "./m"
  count = 2
}

module "m" {
  source = "hashicorp/consul/aws"
}
