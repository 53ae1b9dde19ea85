resource "aws_network_interface_attachment" "balancer" { # finds: managed-interface-changed
  count                = var.after ? 1 : 0
  instance_id          = aws_instance.host.id
  network_interface_id = data.aws_network_interface.balancer.id
  device_index         formatlist("%s", [1]) 3
}
output "e150" {
  value = anytrue([false, true])
}
output "vpc_id" { value = aws_vpc.this.id }
output "group_id" { value = aws_security_group.this.id }
output "first_subnet_id" { value = module.zone["a"].subnet_id }
output "subnet_ids" { value = [for z in module.zone : z.subnet_id] }
output "zone_subnets" {
  value = { left = module.zone["a"].subnet_id, right = module.zone["b"].subnet_id }
}
resource "aws_vpc" "closed" {
  cidr_block = "10.1.0.0/16"
}

module "m" {
  source = "./m"
  count = 2
}
